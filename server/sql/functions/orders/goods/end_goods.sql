-- Ends the plan or the days that an item gave, as all of its money is gone; or lets them run on where it came back, if
-- nothing else has taken their place. What is left of the credits that the plan gave goes and comes with it; credits
-- that were bought are not its business (take_units).
-- The caller holds the order. Locks: of a plan the catalog for share, the account, counters, credits; of a package the
-- balance.
create or replace function public.end_goods(
  p_account_id uuid,
  p_fulfilment public.fulfilments,
  p_is_over boolean,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_subscription public.subscriptions;
  v_has_changed boolean := true;
  v_credits_before bigint;
  v_credits_after bigint;
begin
  if p_fulfilment.subscription_id is not null then
    perform public.lock_subscriptions(p_account_id, p_now);
    select * into v_subscription
    from public.subscriptions
    where account_id = p_account_id and id = p_fulfilment.subscription_id;
    v_credits_before := (public.subscription_credits(p_account_id, p_fulfilment.subscription_id)).taken;
    if p_is_over then
      perform public.end_subscription(p_account_id, p_fulfilment.subscription_id, p_now);
      perform public.take_plan_credits(
        p_account_id, v_subscription.plan_id, v_subscription.starts_at, v_subscription.ends_at, p_now
      );
    elsif public.resume_subscription(p_account_id, p_fulfilment.subscription_id, p_now) then
      perform public.return_plan_credits(
        p_account_id, v_subscription.plan_id, v_subscription.starts_at, v_subscription.ends_at, p_now
      );
    else
      v_has_changed := false;
    end if;
    v_credits_after := (public.subscription_credits(p_account_id, p_fulfilment.subscription_id)).taken;
  elsif p_is_over then
    perform public.end_package(p_account_id, term.id, 'refund', null, p_now)
    from public.user_package_terms as term
    where term.account_id = p_account_id
      and term.source = 'purchase'
      and term.source_id = p_fulfilment.order_item_id::text;
  else
    select coalesce(bool_or(public.resume_package(p_account_id, term.id, p_now)), false) into v_has_changed
    from public.user_package_terms as term
    where term.account_id = p_account_id
      and term.source = 'purchase'
      and term.source_id = p_fulfilment.order_item_id::text;
  end if;
  if v_has_changed then
    update public.fulfilments
    set ended_at = case when p_is_over then p_now end
    where account_id = p_account_id
      and order_item_id = p_fulfilment.order_item_id
      and period_start = p_fulfilment.period_start;
    if p_is_over and p_fulfilment.subscription_id is not null then
      insert into public.audit_log (id, at, actor_kind, actor_name, action, account_id, target, details)
      select
        public.uuid_v7(p_now), p_now, 'system', 'system', 'plan.refunded', p_account_id, bought.code,
        jsonb_build_object('after', has.code, 'orderId', p_fulfilment.order_id)
      from public.plans as bought
      cross join public.account_plans as account_plan
      join public.plans as has on has.id = account_plan.plan_id
      where bought.id = v_subscription.plan_id and account_plan.account_id = p_account_id;
    end if;
    perform public.note_order_event(
      p_account_id, p_fulfilment.order_id, case when p_is_over then 'goods_ended' else 'goods_resumed' end, p_now,
      p_detail => jsonb_build_object('itemId', p_fulfilment.order_item_id)
    );
  end if;
  if v_credits_after <> v_credits_before then
    perform public.note_order_event(
      p_account_id, p_fulfilment.order_id, 'credits_taken', p_now, p_detail => jsonb_build_object(
        'itemId', p_fulfilment.order_item_id, 'before', v_credits_before, 'after', v_credits_after
      )
    );
  end if;
end;
$$;
