-- Whether a plan was given, by another order of the account, since this one was made: paid now, it would buy time after
-- that plan's end, which nobody who looks at its page knows. Not while money for it is on its way: the buyer is done.
-- The caller holds the order.
create or replace function public.is_overtaken(p_account_id uuid, p_order_id uuid) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select
    from public.orders
    where orders.account_id = p_account_id
      and orders.id = p_order_id
      and orders.status = 'pending'
      and orders.kind = 'purchase'
      and exists (
        select
        from public.order_items as item
        where item.account_id = orders.account_id
          and item.order_id = orders.id
          and item.product_kind = 'plan_price'
      )
      and not exists (
        select
        from public.payments as payment
        where payment.account_id = orders.account_id
          and payment.order_id = orders.id
          and payment.state = 'processing'
      )
      and exists (
        select
        from public.fulfilments as given
        where given.account_id = orders.account_id
          and given.order_id <> orders.id
          and given.subscription_id is not null
          and given.ended_at is null
          and given.created_at >= orders.created_at
      )
  );
end;
$$;
