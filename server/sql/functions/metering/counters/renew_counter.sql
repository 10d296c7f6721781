-- Puts the quota that now holds on a counter whose stored one has been overtaken: where it is another, a new epoch
-- begins, the thresholds above the new percentage are armed again, and the highest that the change itself passes is
-- told once. The caller holds the counter's lock. Returns the counter.
create or replace function public.renew_counter(
  p_counter public.user_usage,
  p_quota bigint,
  p_quota_valid_until timestamptz,
  p_alert_thresholds smallint[]
) returns public.user_usage
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  -- As if nothing were held (see alert_change).
  v_used constant bigint := public.used_of_quota(p_counter.used, 0, p_counter.overage);
  v_counter public.user_usage;
begin
  update public.user_usage
  set
    quota = p_quota,
    quota_valid_until = p_quota_valid_until,
    limit_epoch = limit_epoch + (case when quota <> p_quota then 1 else 0 end),
    next_alert_used = case
      when quota <> p_quota then public.next_alert_used(p_quota, p_alert_thresholds, v_used)
      else next_alert_used
    end,
    version = public.next_version(version, v_clock)
  where account_id = p_counter.account_id
    and feature_code = p_counter.feature_code
    and period_start = p_counter.period_start
  returning * into v_counter;

  if p_quota <> p_counter.quota then
    perform public.alert_change(
      v_counter, p_alert_thresholds,
      -- An alert that nothing granted the feature for has told nothing yet.
      case when p_counter.next_alert_used <= v_used then -1 else p_counter.quota end,
      v_used
    );
  end if;
  return v_counter;
end;
$$;
