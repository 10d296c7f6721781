-- Gives an account the plan that its subscriptions say it has, after one of them has changed. Where an admin has given
-- it another plan than the one that has changed (`p_plan_id`), that one stays.
-- The caller holds lock_accounts for it. Locks: counters, then credits.
create or replace function public.follow_subscriptions(
  p_account_id uuid,
  p_plan_id uuid,
  p_is_begun boolean,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_now constant record := public.subscription_plan_at(p_account_id, p_now);
  v_account_plan public.account_plans;
begin
  select * into v_account_plan from public.account_plans where account_id = p_account_id;
  if v_now.plan_version_id <> v_account_plan.plan_version_id and (p_is_begun or v_account_plan.plan_id = p_plan_id) then
    perform public.apply_plan_version(array[p_account_id], v_now.plan_version_id, p_now);
  else
    -- Only what follows has changed.
    update public.account_plans
    set next_plan_version_id = null, updated_at = p_now
    where account_id = p_account_id;
    perform public.sync_plan_credits(array[p_account_id], p_now);
  end if;
  insert into public.outbox (topic, payload)
  values ('entitlements.changed', jsonb_build_object('accountIds', array[p_account_id]));
end;
$$;
