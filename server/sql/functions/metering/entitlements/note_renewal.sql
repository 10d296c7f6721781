-- Notes for accounts that they get this version of their plan when their month ends. It is the month that was under way
-- when the version was published: an account whose note is written only after that month has ended gets the version at
-- once, not a month later. Accounts that have another plan by now, or a later version, are left as they are.
create or replace function public.note_renewal(
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_published_at timestamptz default null
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.accounts where id = any (p_account_ids) order by id for no key update;

  update public.account_plans as account_plan
  set next_plan_version_id = p_plan_version_id, renews_at = waiting.renews_at, updated_at = waiting.published_at
  from (
    select account_plan.account_id, published.at as published_at, period.period_end as renews_at
    from public.account_plans as account_plan
    join public.accounts as account on account.id = account_plan.account_id
    join public.plan_versions as current on current.id = account_plan.plan_version_id
    join public.plan_versions as target on target.id = p_plan_version_id and target.plan_id = account_plan.plan_id
    left join public.plan_rollouts as rollout on rollout.plan_version_id = p_plan_version_id
    cross join lateral (select coalesce(p_published_at, rollout.created_at) as at) as published
    cross join lateral public.usage_period('monthly', account_plan.anchor_at, account.time_zone, published.at) as period
    where account_plan.account_id = any (p_account_ids) and current.version < target.version
  ) as waiting
  where waiting.account_id = account_plan.account_id;
end;
$$;
