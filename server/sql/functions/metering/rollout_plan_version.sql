-- Takes a newly published version to those who have the plan: `now` at once, `renewal` when each account's month
-- ends, `new_only` to nobody who is there already. Returns the accounts whose entitlements changed.
--
-- `now` with more than 2,000 accounts would hold all their counters for too long: it is only noted down here, and
-- advance_plan_rollout takes it to them, a few at a time. The later of two decisions for `now` holds.
-- Called by: metering/plan-queries.ts, with the plan's row locked.
create or replace function public.rollout_plan_version(
  p_plan_id uuid,
  p_plan_version_id uuid,
  p_rollout text,
  p_now timestamptz default clock_timestamp()
) returns setof uuid
language plpgsql
set search_path = ''
as $$
declare
  v_account_ids uuid[];
begin
  if p_rollout = 'new_only' then
    return;
  end if;

  if p_rollout = 'now' then
    delete from public.plan_rollouts where plan_id = p_plan_id;
    if (
      select count(*) > 2000
      from (select from public.account_plans where plan_id = p_plan_id limit 2001) as held
    ) then
      insert into public.plan_rollouts (plan_id, plan_version_id, created_at)
      values (p_plan_id, p_plan_version_id, p_now);
      return;
    end if;
  end if;

  select array_agg(account_id order by account_id)
  into v_account_ids
  from public.account_plans
  where plan_id = p_plan_id;

  if v_account_ids is null then
    return;
  end if;

  if p_rollout = 'now' then
    perform public.lock_accounts(v_account_ids);
    -- Some may have left for another plan before we had their locks.
    select array_agg(account_id order by account_id)
    into v_account_ids
    from public.account_plans
    where plan_id = p_plan_id and account_id = any (v_account_ids);
    perform public.apply_plan_version(v_account_ids, p_plan_version_id, p_now);
    return query select unnest(v_account_ids);
  else
    perform from public.accounts where id = any (v_account_ids) order by id for no key update;
    update public.account_plans as account_plan
    set
      next_plan_version_id = p_plan_version_id,
      renews_at = period.period_end,
      updated_at = p_now
    from public.accounts as account
    cross join lateral (
      select usage_period.period_end
      from public.account_plans as held
      cross join lateral public.usage_period('monthly', held.anchor_at, account.time_zone, p_now) as usage_period
      where held.account_id = account.id
    ) as period
    where account.id = account_plan.account_id
      and account_plan.plan_id = p_plan_id
      and account_plan.account_id = any (v_account_ids);
  end if;
end;
$$;
