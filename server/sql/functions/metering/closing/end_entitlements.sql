-- Ends all that an account may use, as it is being closed: holds are released, its plan and its overrides are gone, and
-- its counters grant nothing. A use that is recorded at this moment was counted before, or is refused, also where it
-- happened earlier; history still tells what was allowed until now.
-- Without a plan it is reached by no rollout, no renewal and no end of an override.
-- The caller holds lock_accounts for it. Locks: its counters, then its credits.
create or replace function public.end_entitlements(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  -- All at once: what is done below takes some of them at a time, in orders of its own.
  perform from public.user_usage
  where account_id = p_account_id and (period_end + public.usage_grace() > p_now or reserved > 0)
  order by feature_code, period_start desc
  for no key update;
  perform public.apply_due_versions(array[p_account_id], p_now);
  perform public.release_reservation(p_account_id, hold.id, p_now)
  from (
    select id
    from public.usage_reservations
    where account_id = p_account_id and status = 'held'
    order by feature_code, period_start desc, id
  ) as hold;

  -- Changed before they go, so that history keeps what they were.
  update public.account_entitlements
  set
    plan_version_id = null,
    plan_quota = null,
    override_quota = null,
    override_expires_at = null,
    override_reason = null,
    overage = 'block',
    overage_credits = null,
    overage_units = null,
    in_force_from = p_now,
    version = public.next_version(version, v_clock)
  where account_id = p_account_id;
  delete from public.account_entitlements where account_id = p_account_id;
  delete from public.account_plans where account_id = p_account_id;
  delete from public.account_change_failures where account_id = p_account_id;
  perform public.sync_counters(array[p_account_id], p_now);
  -- Those that have just closed would take late uses by what was allowed then.
  update public.user_usage
  set is_granted = false, version = public.next_version(version, v_clock)
  where account_id = p_account_id and is_granted and period_end + public.usage_grace() > p_now;
end;
$$;
