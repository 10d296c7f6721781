-- Brings a counter in line that goes on: a changed quota begins a new epoch; where it is the same, the thresholds may
-- be others. The version tells caches that this is the newer state in any case. The caller holds the counter's lock.
create or replace function public.sync_open_counter(
  p_counter public.user_usage,
  p_quota bigint,
  p_quota_valid_until timestamptz,
  p_alert_thresholds smallint[]
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_used constant bigint := public.used_of_quota(p_counter.used, p_counter.reserved, p_counter.overage);
  v_owes_alert constant boolean := p_counter.next_alert_used <= v_used;
begin
  if p_counter.quota <> p_quota then
    perform public.renew_counter(p_counter, p_quota, p_quota_valid_until, p_alert_thresholds);
    return;
  end if;

  -- An alert that waited for the feature to be granted again: no use may come to tell it, where all is used.
  if v_owes_alert then
    perform public.alert_change(p_counter, p_alert_thresholds, -1, 0);
  end if;
  update public.user_usage
  set
    next_alert_used = case
      when v_owes_alert then public.next_alert_used(quota, p_alert_thresholds, v_used)
      else public.next_unfired_alert_used(
        account_id, feature_code, period_start, limit_epoch, quota, v_used, next_alert_used, p_alert_thresholds
      )
    end,
    quota_valid_until = p_quota_valid_until,
    version = public.next_version(version, v_clock)
  where account_id = p_counter.account_id
    and feature_code = p_counter.feature_code
    and period_start = p_counter.period_start;
end;
$$;
