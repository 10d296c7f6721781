-- Lets renewals that are due take effect for these accounts, at their instant, whether or not the job has come to them:
-- whoever judges calls this first. Returns until when what is read now may be believed as far as renewals go: the next
-- one of anybody, since one look costs all the same for any number of accounts.
--
-- Locks: accounts in the order of their ids, without waiting, as others wait for this statement; then as
-- apply_plan_version. The caller must not hold counters.
-- Errors: 40001 when somebody changes one of the accounts just now (try again).
-- Emits: entitlements.changed in the outbox.
-- Called by: record_feature_usage_many, reserve_feature_usage, commit_reservation, check_user_quota, quota_states.
create or replace function public.renew_due_accounts(p_account_ids uuid[], p_now timestamptz) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_next timestamptz;
  v_due record;
begin
  select renews_at
  into v_next
  from public.account_plans
  where next_plan_version_id is not null
  order by renews_at
  limit 1;

  if v_next <= p_now then
    for v_due in
      select next_plan_version_id as version_id, array_agg(account_id order by account_id) as account_ids
      from public.account_plans
      where account_id = any (p_account_ids) and next_plan_version_id is not null and renews_at <= p_now
      group by next_plan_version_id
      order by next_plan_version_id
    loop
      perform public.renew_accounts(v_due.account_ids, v_due.version_id, p_now);
    end loop;

    select renews_at
    into v_next
    from public.account_plans
    where next_plan_version_id is not null and renews_at > p_now
    order by renews_at
    limit 1;
  end if;

  -- While accounts are still being noted down for a renewal, theirs may be near.
  if exists (select from public.plan_rollouts where rollout = 'renewal') then
    v_next := least(v_next, p_now + interval '1 second');
  end if;
  return coalesce(v_next, 'infinity');
end;
$$;
