-- Whether an order bought a plan that was not given and never will be: one for life runs, after whose end it would
-- begin.
-- The caller holds the order.
create or replace function public.plan_can_never_begin(
  p_account_id uuid,
  p_order_id uuid
) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return public.runs_for_life(p_account_id) and exists (
    select
    from public.order_items as item
    where item.account_id = p_account_id
      and item.order_id = p_order_id
      and item.product_kind = 'plan_price'
      and not exists (
        select
        from public.fulfilments as fulfilment
        where fulfilment.account_id = item.account_id and fulfilment.order_item_id = item.id
      )
  );
end;
$$;
