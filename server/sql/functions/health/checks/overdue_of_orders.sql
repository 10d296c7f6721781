-- What should have happened by itself to the orders of the accounts from one id to another: orders expire within
-- seconds, but for those whose money is on its way as long as its provider is asked about it; and goods that could not
-- be given are tried again, at growing intervals; the eighth time is after ten minutes.
create or replace function public.overdue_of_orders(
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_now timestamptz
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'no order is past its time', orders.account_id,
    jsonb_build_object('order', orders.id, 'is', orders.expires_at, 'should be after', p_now)
  from public.orders
  where orders.account_id between p_from_account_id and p_to_account_id
    and orders.status = 'pending'
    and orders.expires_at < p_now - public.overdue_after()
    and not exists (
      select
      from public.payments as payment
      where payment.account_id = orders.account_id
        and payment.order_id = orders.id
        and payment.state = 'processing'
        and payment.next_query_at is not null
    )
  union all
  select
    'goods are given in time', orders.account_id,
    jsonb_build_object('order', orders.id, 'is', orders.goods_error, 'attempts', orders.goods_attempts)
  from public.orders
  where orders.account_id between p_from_account_id and p_to_account_id
    and orders.goods_due_at is not null
    and orders.goods_attempts >= 8;
$$;
