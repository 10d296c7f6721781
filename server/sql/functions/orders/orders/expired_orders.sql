-- Orders that end unpaid, the longest over first: their time is over, no money is on its way, and nobody holds them.
-- Waits for nobody, and keeps the locks that it could get only until its statement ends.
create or replace function public.expired_orders(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, id uuid)
language sql
set search_path = ''
as $$
  select orders.account_id, orders.id
  from public.orders
  where orders.status = 'pending'
    and orders.expires_at <= p_now
    and not exists (
      select
      from public.payments as payment
      where payment.account_id = orders.account_id
        and payment.order_id = orders.id
        and payment.state = 'processing'
    )
  order by orders.expires_at
  limit p_limit
  for share skip locked;
$$;
