-- Which lots an amount goes back to, of a use of which `p_returned` has gone back already: from its last part to its
-- first.
create or replace function public.returned_credit_parts(
  p_use public.credit_transactions,
  p_returned bigint,
  p_amount bigint
) returns table (ordinal bigint, lot_id uuid, amount bigint)
language sql
stable
set search_path = ''
as $$
  select
    row_number() over (order by part.ordinal desc), part.lot_id,
    (least(part.until, p_returned + p_amount) - greatest(part.until - part.amount, p_returned))::bigint
  from (
    select allocation.*, sum(allocation.amount) over (order by allocation.ordinal desc) as until
    from public.v_credit_allocations as allocation
    where allocation.account_id = p_use.account_id and allocation.seq = p_use.seq
  ) as part
  where part.until > p_returned and part.until - part.amount < p_returned + p_amount;
$$;
