-- Whether money of an account may come or is to be answered by goods: a page of a pending order is open, a buyer has
-- paid and the provider has not said so yet, or goods of an order do not match its money yet.
create or replace function public.money_is_under_way(p_account_id uuid) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select
    from public.orders
    where account_id = p_account_id and goods_due_at is not null
  ) or exists (
    select
    from public.payments as payment
    join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
    where payment.account_id = p_account_id
      and (
        payment.state = 'processing'
        or payment.state in ('intent', 'open') and orders.status = 'pending'
      )
  );
end;
$$;
