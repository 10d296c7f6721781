-- Notes for accounts that they get this version of their plan when their month ends. It is the month that was under way
-- when the version was published: an account whose note is written only after that month has ended gets the version at
-- once, not a month later. A version that was due before then takes effect first; one that was not due is replaced.
-- Accounts that have another plan by now, or a later version, are left as they are.
-- Locks: accounts; where a version was due, as apply_due_versions; then credits.
-- Errors: whatever refuses a version that was due.
create or replace function public.note_renewal(
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_published_at timestamptz default null
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_published_at constant timestamptz := coalesce(
    p_published_at, (select created_at from public.plan_rollouts where plan_version_id = p_plan_version_id)
  );
  v_due_ids uuid[];
  v_error text;
begin
  perform from public.accounts where id = any (p_account_ids) order by id for no key update;

  v_due_ids := array(
    select account_id
    from public.account_plans
    where account_id = any (p_account_ids) and next_plan_version_id is not null and renews_at <= v_published_at
    order by account_id
  );
  if cardinality(v_due_ids) > 0 then
    perform public.lock_accounts(v_due_ids);
    select error into v_error from public.apply_due_versions(v_due_ids, v_published_at) limit 1;
    if found then
      raise exception 'the version before it can''t be given: %', v_error;
    end if;
  end if;

  update public.account_plans as account_plan
  set next_plan_version_id = p_plan_version_id, renews_at = waiting.renews_at, updated_at = v_published_at
  from (
    select account_plan.account_id, period.period_end as renews_at
    from public.account_plans as account_plan
    join public.accounts as account on account.id = account_plan.account_id
    join public.plan_versions as current on current.id = account_plan.plan_version_id
    join public.plan_versions as target on target.id = p_plan_version_id and target.plan_id = account_plan.plan_id
    cross join lateral public.usage_period(
      'monthly', account_plan.anchor_at, account.time_zone, v_published_at
    ) as period
    where account_plan.account_id = any (p_account_ids) and current.version < target.version
  ) as waiting
  where waiting.account_id = account_plan.account_id;

  -- Credits go by the clock: who touches them after that instant finds those of the version that waited.
  perform public.sync_plan_credits(
    array(
      select account_id
      from public.account_plans
      where account_id = any (p_account_ids) and next_plan_version_id = p_plan_version_id
    ),
    v_published_at
  );
end;
$$;
