-- Takes the version published with rollout `now` to the next accounts that have the plan, at most `p_limit`, in the
-- order of their ids; what was reached is kept in the same transaction, so that a crash loses nothing and nobody is
-- reached twice. Who came to a later version meanwhile keeps it. Returns the accounts, none once all have been
-- reached; null where nothing is to be done, or somebody else is at it.
-- Locks: the rollout, which a publication of its plan takes before accounts too; then as apply_plan_version does.
-- Called by: metering/plan-queries.ts.
create or replace function public.advance_plan_rollout(
  p_plan_id uuid,
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_rollout record;
  v_account_ids uuid[];
begin
  select rollout.*, version.version
  into v_rollout
  from public.plan_rollouts as rollout
  join public.plan_versions as version on version.id = rollout.plan_version_id
  where rollout.plan_id = p_plan_id
  for update of rollout skip locked;
  if not found then
    return null;
  end if;

  select array_agg(account_id order by account_id)
  into v_account_ids
  from (
    select account_id
    from public.account_plans
    where plan_id = v_rollout.plan_id
      and (v_rollout.reached_account_id is null or account_id > v_rollout.reached_account_id)
    order by account_id
    limit p_limit
  ) as next_account;
  if v_account_ids is null then
    delete from public.plan_rollouts where plan_id = v_rollout.plan_id;
    return '{}';
  end if;
  update public.plan_rollouts
  set reached_account_id = v_account_ids[cardinality(v_account_ids)]
  where plan_id = v_rollout.plan_id;

  perform public.lock_accounts(v_account_ids);
  -- Some may have left for another plan, or a later version, before we had their locks.
  select coalesce(array_agg(held.account_id order by held.account_id), '{}')
  into v_account_ids
  from public.account_plans as held
  join public.plan_versions as version on version.id = held.plan_version_id
  where held.account_id = any (v_account_ids)
    and held.plan_id = v_rollout.plan_id
    and version.version < v_rollout.version;
  perform public.apply_plan_version(v_account_ids, v_rollout.plan_version_id, p_now);
  return v_account_ids;
end;
$$;
