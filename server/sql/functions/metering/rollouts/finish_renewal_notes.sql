-- Before a version of a plan takes the place of one for which accounts are still being noted down: notes those that
-- were to have the earlier one by now, as their month has ended since it was published. All others are to wait for the
-- later one. An account that can't be noted at once, as another transaction holds it, goes without the earlier one.
-- Locks: the rollout under way; then as change_accounts.
create or replace function public.finish_renewal_notes(p_plan_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_rollout public.plan_rollouts;
begin
  select *
  into v_rollout
  from public.plan_rollouts
  where plan_id = p_plan_id and rollout = 'renewal'
  for update;
  if not found then
    return;
  end if;

  perform public.change_accounts(
    'renewal_note',
    array(
      select account_plan.account_id
      from public.account_plans as account_plan
      join public.accounts as account on account.id = account_plan.account_id
      cross join lateral public.usage_period(
        'monthly', account_plan.anchor_at, account.time_zone, v_rollout.created_at
      ) as period
      where account_plan.plan_id = p_plan_id
        and period.period_end <= p_now
        and (
          v_rollout.reached_account_id is null
          or account_plan.account_id > v_rollout.reached_account_id
          or exists (
            select
            from public.account_change_failures as failure
            where failure.account_id = account_plan.account_id
              and failure.change = 'renewal_note'
              and failure.plan_version_id = v_rollout.plan_version_id
          )
        )
      order by account_plan.account_id
    ),
    v_rollout.plan_version_id,
    p_now
  );
end;
$$;
