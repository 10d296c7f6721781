-- Ends what is over of these accounts' overrides: the plan's quotas hold again, on their counters too. Until then they
-- hold by the clock (see effective_quota), so that this may come late. Returns the accounts that had any.
-- Locks: as lock_accounts, then counters.
create or replace function public.end_overrides(p_account_ids uuid[], p_now timestamptz) returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_ended uuid[];
begin
  perform public.lock_accounts(p_account_ids);
  perform public.apply_due_versions(p_account_ids, p_now);

  with ended as (
    update public.account_entitlements
    set
      override_quota = null,
      override_expires_at = null,
      override_reason = null,
      -- By the clock it ended then.
      in_force_from = override_expires_at,
      version = public.next_version(version, v_clock)
    where account_id = any (p_account_ids) and not public.override_holds(override_expires_at, p_now)
    returning account_id
  )
  select coalesce(array_agg(distinct account_id), '{}') into v_ended from ended;

  delete from public.account_entitlements
  where account_id = any (v_ended) and plan_version_id is null and override_quota is null;

  perform public.sync_counters(v_ended, p_now);
  return v_ended;
end;
$$;
