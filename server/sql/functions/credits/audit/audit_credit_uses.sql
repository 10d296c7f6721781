-- Part of audit_credits: no more comes back of a use than it took, and what its lots count as used is what did not.
create or replace function public.audit_credit_uses(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with returned as (
    select line.account_id, line.source_seq as seq, sum(line.amount) as amount
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id and line.source_seq is not null
    group by line.account_id, line.source_seq
  ),
  part as (
    select line.account_id, line.seq, 1 as ordinal, line.lot_id, line.amount
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id
      and line.type = 'consume' and line.lot_id is not null
    union all
    select line.account_id, line.seq, part.ordinal, part.lot_id, part.amount
    from public.credit_allocations as part
    join public.credit_transactions as line on line.account_id = part.account_id and line.seq = part.seq
    where part.account_id between p_from_account_id and p_to_account_id and line.type = 'consume'
  ),
  -- Returns go backwards through the parts.
  part_until as (
    select part.*, sum(part.amount) over (partition by part.account_id, part.seq order by part.ordinal desc) as until
    from part
  ),
  used as (
    select
      part.account_id, part.lot_id as id,
      sum(part.amount - greatest(least(part.until, coalesce(returned.amount, 0)) - part.until + part.amount, 0))
        as amount
    from part_until as part
    left join returned on returned.account_id = part.account_id and returned.seq = part.seq
    group by part.account_id, part.lot_id
  )
  select
    'returns are not above their use', returned.account_id,
    jsonb_build_object('seq', returned.seq, 'is', returned.amount, 'should be at most', line.amount)
  from returned
  left join public.credit_transactions as line
    on line.account_id = returned.account_id and line.seq = returned.seq and line.type = 'consume'
  where returned.amount > coalesce(line.amount, 0)
  union all
  select
    'used = uses that did not come back', lot.account_id,
    jsonb_build_object('lot', lot.id, 'is', lot.used, 'should be', coalesce(used.amount, 0))
  from public.credit_lots as lot
  left join used on used.account_id = lot.account_id and used.id = lot.id
  where lot.account_id between p_from_account_id and p_to_account_id and lot.used <> coalesce(used.amount, 0);
$$;
