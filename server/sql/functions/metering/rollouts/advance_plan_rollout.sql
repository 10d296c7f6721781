-- Goes on with a rollout that plan_rollouts holds: takes the version to the next accounts that have the plan, at most
-- `p_limit`, in the order of their ids. How far it has come is written in the same transaction, so that a crash loses
-- nothing and no account is changed twice. Accounts that have a later version by now keep it. Those that fail are tried
-- again once all the others have been reached (see change_accounts). Returns the accounts whose entitlements changed;
-- null where there is nothing to do, or another node is at it.
-- Locks: the rollout, which a publication of its plan takes before accounts too; then as apply_plan_version does.
create or replace function public.advance_plan_rollout(
  p_plan_version_id uuid,
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns uuid[]
language plpgsql
set search_path = ''
-- Everything goes from each account to what it has, and is planned once: by guesses, be they of plans kept from small
-- tables, it would read all accounts there are, and planning costs more than a few of them.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_rollout public.plan_rollouts;
  v_change text;
  v_account_ids uuid[];
begin
  select *
  into v_rollout
  from public.plan_rollouts
  where plan_version_id = p_plan_version_id
  for update skip locked;
  if not found then
    return null;
  end if;
  v_change := case v_rollout.rollout when 'now' then 'rollout' else 'renewal_note' end;

  v_account_ids := array(
    select account_id
    from public.account_plans
    where plan_id = v_rollout.plan_id
      and account_id > coalesce(v_rollout.reached_account_id, '00000000-0000-0000-0000-000000000000')
    order by account_id
    limit p_limit
  );
  if v_account_ids <> '{}' then
    update public.plan_rollouts
    set reached_account_id = v_account_ids[cardinality(v_account_ids)]
    where plan_version_id = p_plan_version_id;
    return public.change_accounts(v_change, v_account_ids, p_plan_version_id, p_now);
  end if;

  v_account_ids := array(
    select account_id
    from public.account_change_failures
    where plan_version_id = p_plan_version_id and change = v_change and retry_at <= p_now
    order by retry_at
    limit p_limit
  );
  v_account_ids := public.change_accounts(v_change, v_account_ids, p_plan_version_id, p_now);

  -- Behind the others: accounts that are held for long come again and again, each at the cost of waiting for it.
  update public.plan_rollouts
  set retry_at = failed.retry_at, failed_at = p_now
  from (
    select min(retry_at) as retry_at
    from public.account_change_failures
    where plan_version_id = p_plan_version_id and change = v_change
  ) as failed
  where plan_version_id = p_plan_version_id and failed.retry_at is not null;
  if not found then
    delete from public.plan_rollouts where plan_version_id = p_plan_version_id;
  end if;
  return v_account_ids;
end;
$$;
