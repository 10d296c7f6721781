-- Orders that a plan has overtaken, and that somebody held when it was given (end_overtaken_orders); nobody does now.
-- Of plans given lately: older orders have expired by themselves.
-- Waits for nobody, and keeps the locks that it could get only until its statement ends.
create or replace function public.overtaken_orders(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, id uuid)
language sql
set search_path = ''
as $$
  -- One after the other, so that is_overtaken is asked of few: not of every order that is pending.
  with given as materialized (
    select distinct account_id
    from public.fulfilments
    where subscription_id is not null and ended_at is null and created_at > p_now - public.order_lifetime()
  ),
  open as materialized (
    select orders.account_id, orders.id
    from given
    join public.orders on orders.account_id = given.account_id and orders.status = 'pending'
  )
  select orders.account_id, orders.id
  from open
  join public.orders on orders.account_id = open.account_id and orders.id = open.id
  where public.is_overtaken(open.account_id, open.id)
  limit p_limit
  for share of orders skip locked;
$$;
