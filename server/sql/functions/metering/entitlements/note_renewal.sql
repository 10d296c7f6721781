-- Has accounts wait for a version of their plan until their month ends: the month that was under way when it was
-- published, so that nobody misses the end of it who is noted later. Who has left the plan, or came to a later version,
-- is left alone.
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
    select held.account_id, published.at as published_at, period.period_end as renews_at
    from public.account_plans as held
    join public.accounts as account on account.id = held.account_id
    join public.plan_versions as has on has.id = held.plan_version_id
    join public.plan_versions as given on given.id = p_plan_version_id and given.plan_id = held.plan_id
    left join public.plan_rollouts as rollout on rollout.plan_version_id = p_plan_version_id
    cross join lateral (select coalesce(p_published_at, rollout.created_at) as at) as published
    cross join lateral public.usage_period('monthly', held.anchor_at, account.time_zone, published.at) as period
    where held.account_id = any (p_account_ids) and has.version < given.version
  ) as waiting
  where waiting.account_id = account_plan.account_id;
end;
$$;
