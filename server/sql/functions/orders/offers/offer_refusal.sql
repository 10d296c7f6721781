-- Why money for an order buys nothing any more; null where the offer stands. A pending order goes by its snapshot, as
-- long as its account is open. Money that comes late also needs that the offer is not too old, that all of it is still
-- on sale, that it was not bought again since the order ended, and that no plan runs which it would double.
create or replace function public.offer_refusal(
  p_account_id uuid,
  p_order_id uuid,
  p_now timestamptz
) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_order public.orders;
begin
  select * into v_order from public.orders where account_id = p_account_id and id = p_order_id;
  if public.account_is_closed(p_account_id) then
    return 'account_closed';
  elsif v_order.status = 'pending' then
    return null;
  elsif p_now >= v_order.offer_until then
    return 'offer_over';
  elsif exists (
    select
    from public.order_items as item
    left join public.plans as plan on plan.id = (item.snapshot ->> 'planId')::uuid
    left join public.plan_versions as current on current.plan_id = plan.id and current.version = plan.current_version
    left join public.packages as package on package.id = (item.snapshot ->> 'packageId')::uuid
    where item.account_id = p_account_id
      and item.order_id = p_order_id
      and (coalesce(plan.status, package.status, 'archived') <> 'active' or current.sales = 'on_request')
  ) then
    return 'archived';
  elsif exists (
    select
    from public.order_items as item
    join public.order_items as other_item
      on other_item.account_id = item.account_id
      and other_item.order_id <> item.order_id
      and other_item.product_kind = item.product_kind
      and coalesce(other_item.snapshot ->> 'planId', other_item.product_id::text)
        = coalesce(item.snapshot ->> 'planId', item.product_id::text)
    join public.orders as other
      on other.account_id = other_item.account_id
      and other.id = other_item.order_id
      and other.status in ('paid', 'partially_refunded')
    join public.order_timeline as line
      on line.account_id = other.account_id and line.order_id = other.id and line.to_status = 'paid'
    where item.account_id = p_account_id and item.order_id = p_order_id and line.created_at >= v_order.ended_at
  ) then
    return 'bought_again';
  elsif exists (
    select
    from public.order_items as item
    join public.subscriptions as subscription
      on subscription.account_id = item.account_id
      and subscription.ended_at is null
      and subscription.ends_at > p_now
    where item.account_id = p_account_id and item.order_id = p_order_id and item.product_kind = 'plan_price'
  ) then
    return 'plan_runs';
  end if;
  return null;
end;
$$;
