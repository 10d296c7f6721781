-- Orders whose goods are to be tried again, the longest due first; but for those whose order, account or balance
-- somebody holds, which would keep all others waiting.
-- Waits for nobody, and keeps the locks that it could get only until its statement ends.
create or replace function public.due_orders(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, id uuid)
language sql
set search_path = ''
as $$
  select orders.account_id, orders.id
  from public.orders
  join public.accounts as account on account.id = orders.account_id
  join public.credit_balances as balance on balance.account_id = orders.account_id
  where orders.goods_due_at <= p_now
  order by orders.goods_due_at
  limit p_limit
  for share skip locked;
$$;
