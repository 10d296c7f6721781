-- Brings counters in line that go on, with their entitlements: a changed quota begins a new epoch; where it is the
-- same, the thresholds may be others. The version tells caches that this is the newer state in any case. All at once,
-- as a plan's new version changes those of very many accounts. The caller holds the counters' locks; each has an
-- entitlement that grants a quota at `p_now`.
create or replace function public.sync_open_counters(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_period_starts timestamptz[],
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
-- See sync_counters.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_synced record;
begin
  for v_synced in
    with before as materialized (
      select
        usage.account_id, usage.feature_code, usage.period_start, usage.quota, own.used,
        entitlement.alert_thresholds,
        public.effective_quota(
          entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
        ) as quota_now,
        public.quota_valid_until(
          entitlement.override_quota, entitlement.override_expires_at, p_now
        ) as quota_valid_until_now,
        -- An alert that waited for the feature to be granted again: no use may come to tell it, where all is used.
        coalesce(usage.next_alert_used <= own.used, false) as owes_alert
      from unnest(p_account_ids, p_feature_codes, p_period_starts) as wanted(account_id, feature_code, period_start)
      join public.user_usage as usage
        on usage.account_id = wanted.account_id
        and usage.feature_code = wanted.feature_code
        and usage.period_start = wanted.period_start
      -- As if nothing were held (see alert_change).
      cross join lateral (
        select public.used_of_quota(usage.used, 0, usage.overage) as used
      ) as own
      join public.account_entitlements as entitlement
        on entitlement.account_id = usage.account_id and entitlement.feature_code = usage.feature_code
    ),
    synced as (
      update public.user_usage as usage
      set
        quota = before.quota_now,
        quota_valid_until = before.quota_valid_until_now,
        limit_epoch = usage.limit_epoch + (case when before.quota <> before.quota_now then 1 else 0 end),
        next_alert_used = case
          when before.quota <> before.quota_now or before.owes_alert
          then public.next_alert_used(before.quota_now, before.alert_thresholds, before.used)
          else public.next_unfired_alert_used(
            usage.account_id, usage.feature_code, usage.period_start, usage.limit_epoch, usage.quota, before.used,
            usage.next_alert_used, before.alert_thresholds
          )
        end,
        version = public.next_version(usage.version, v_clock)
      from before
      where usage.account_id = before.account_id
        and usage.feature_code = before.feature_code
        and usage.period_start = before.period_start
      returning
        usage as counter, before.alert_thresholds, before.used as used_before,
        case when before.owes_alert then -1 else before.quota end as quota_before
    )
    select counter, alert_thresholds, quota_before, used_before
    from synced
    where quota_before <> (counter).quota
      and exists (
        select
        from unnest(alert_thresholds) as threshold
        where public.alert_amount((counter).quota, threshold) <= used_before
      )
  loop
    perform public.alert_change(
      v_synced.counter, v_synced.alert_thresholds, v_synced.quota_before, v_synced.used_before
    );
  end loop;
end;
$$;
