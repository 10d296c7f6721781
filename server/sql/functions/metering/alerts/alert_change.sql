-- Tells by an alert, once, that a change of its quota took a counter past a threshold, or several: the highest of them
-- alone, since it says the others. An account at its limit is not to learn that only when a use is refused.
-- Nothing is told that the counter, or the one before it, had passed already: `p_quota_before`, and what of that was
-- used (see used_of_quota), `p_used_before`. What is held tells of nothing: no use has passed anything by it.
-- The caller holds the counter's lock and has begun the epoch.
create or replace function public.alert_change(
  p_counter public.user_usage,
  p_alert_thresholds smallint[],
  p_quota_before bigint,
  p_used_before bigint
) returns void
language sql
set search_path = ''
as $$
  insert into public.quota_alerts (
    account_id, id, feature_code, period_start, limit_epoch, threshold, level, used, quota, created_at
  )
  select
    p_counter.account_id, public.uuid_v7(), p_counter.feature_code, p_counter.period_start,
    p_counter.limit_epoch, passed.threshold,
    public.alert_level(passed.threshold),
    own.used, p_counter.quota, clock_timestamp()
  from (
    select public.used_of_quota(p_counter.used, 0, p_counter.overage) as used
  ) as own
  cross join lateral (
    select max(threshold) as threshold
    from unnest(p_alert_thresholds) as threshold
    where p_counter.used > 0
      and p_counter.quota >= 0
      and public.alert_amount(p_counter.quota, threshold) <= own.used
  ) as passed
  where passed.threshold is not null
    and (p_quota_before = -1 or public.alert_amount(p_quota_before, passed.threshold) > p_used_before)
  on conflict do nothing;
$$;
