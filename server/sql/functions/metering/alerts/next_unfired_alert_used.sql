-- As next_alert_used, for a counter whose thresholds have changed while its quota has not: what has been told in this
-- epoch is not told again where a void has brought `used` below it, and one that is overdue fires with the next use.
create or replace function public.next_unfired_alert_used(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz,
  p_limit_epoch int,
  p_quota bigint,
  p_used bigint,
  p_next_alert_used bigint,
  p_thresholds smallint[]
) returns bigint
language sql
stable
set search_path = ''
as $$
  select min(public.alert_amount(p_quota, armed.threshold))
  from unnest(p_thresholds) as armed(threshold)
  where p_quota > 0
    and public.alert_amount(p_quota, armed.threshold) >= least(p_next_alert_used, p_used + 1)
    and not exists (
      select
      from public.quota_alerts as fired
      where fired.account_id = p_account_id
        and fired.feature_code = p_feature_code
        and fired.period_start = p_period_start
        and fired.limit_epoch = p_limit_epoch
        and fired.threshold = armed.threshold
    );
$$;
