-- Puts the quota that now holds on a counter whose stored one has been overtaken: a new epoch begins, and the
-- thresholds above the new percentage are armed again. The caller holds the counter's lock.
create or replace function public.renew_counter(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz,
  p_quota bigint,
  p_quota_valid_until timestamptz,
  p_alert_thresholds smallint[]
) returns public.user_usage
language sql
set search_path = ''
as $$
  update public.user_usage
  set
    quota = p_quota,
    quota_valid_until = p_quota_valid_until,
    limit_epoch = limit_epoch + 1,
    next_alert_used = public.next_alert_used(p_quota, p_alert_thresholds, used),
    version = public.next_version(version)
  where account_id = p_account_id and feature_code = p_feature_code and period_start = p_period_start
  returning *;
$$;
