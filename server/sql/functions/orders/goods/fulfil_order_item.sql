-- Gives what an item bought, once for each period; false where that was done. A plan without a period begins by itself
-- (start_subscription). The account's history tells of a plan that was bought; the order's timeline, where it takes the
-- place of one that was not bought and is not the default one, which an admin has given.
-- The caller holds the order.
-- Errors: MSNOF; MSCON the order is not paid, or the plan can't be given; those of assign_package.
-- Locks: of a plan the catalog for share, the account, counters, credits; of a package the balance.
create or replace function public.fulfil_order_item(
  p_account_id uuid,
  p_order_item_id uuid,
  p_period_start timestamptz default null,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_item public.order_items;
  v_subscription public.subscriptions;
  v_before text;
  v_replaced text;
begin
  select item.* into v_item
  from public.order_items as item
  where item.account_id = p_account_id and item.id = p_order_item_id;
  if not found then
    raise exception 'There is no such item' using errcode = 'MSNOF';
  elsif exists (
    select
    from public.fulfilments
    where account_id = p_account_id
      and order_item_id = p_order_item_id
      and period_start = coalesce(p_period_start, period_start)
  ) then
    return false;
  elsif not exists (
    select
    from public.payments
    where account_id = p_account_id and order_id = v_item.order_id and role = 'kept'
  ) then
    raise exception 'Nobody has paid for this' using errcode = 'MSCON';
  end if;

  if v_item.product_kind = 'plan_price' then
    perform public.lock_subscriptions(p_account_id, p_now);
    select plan.code, case when not plan.is_default then plan.code end into v_before, v_replaced
    from public.account_plans as account_plan
    join public.plans as plan on plan.id = account_plan.plan_id
    where account_plan.account_id = p_account_id;
    v_subscription := public.start_subscription(
      p_account_id, v_item.version_id, v_item.snapshot ->> 'interval', v_item.id::text, p_now
    );
    insert into public.fulfilments (
      account_id, order_item_id, period_start, order_id, subscription_id, period_end, created_at
    )
    values (
      p_account_id, v_item.id, v_subscription.starts_at, v_item.order_id, v_subscription.id, v_subscription.ends_at,
      -- Orders made while this one waited for the account know as little of the plan as older ones: is_overtaken.
      greatest(
        p_now,
        (select max(created_at) from public.orders where account_id = p_account_id and status = 'pending')
      )
    );
    -- One that was bought is followed, not replaced.
    if v_subscription.starts_at > p_now then
      v_replaced := null;
    end if;
  else
    perform public.assign_package(
      p_account_id, v_item.version_id, 'purchase', v_item.id::text, v_item.quantity, p_now => p_now
    );
    insert into public.fulfilments (account_id, order_item_id, order_id, granted_units, created_at)
    values (
      p_account_id, v_item.id, v_item.order_id, v_item.quantity * (v_item.snapshot ->> 'credits')::bigint, p_now
    );
  end if;
  if v_item.product_kind = 'plan_price' then
    insert into public.audit_log (id, at, actor_kind, actor_name, action, account_id, target, details)
    values (
      public.uuid_v7(p_now), p_now, 'system', 'system', 'plan.bought', p_account_id, v_item.snapshot ->> 'planCode',
      jsonb_strip_nulls(jsonb_build_object(
        'before', v_before, 'orderId', v_item.order_id, 'until', nullif(v_subscription.ends_at, 'infinity'),
        'begins', case when v_subscription.starts_at > p_now then v_subscription.starts_at end
      ))
    );
  end if;
  perform public.note_order_event(
    p_account_id, v_item.order_id, 'item_fulfilled', p_now,
    p_detail => jsonb_strip_nulls(jsonb_build_object('itemId', v_item.id, 'replaces', v_replaced))
  );
  return true;
end;
$$;
