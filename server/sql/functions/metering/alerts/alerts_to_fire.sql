-- The thresholds, such as '80,95', whose alerts an update of the counter to these amounts is going to write (see
-- trigger_quota_alert); null where there is none. One that a void has brought the counter below was told already.
create or replace function public.alerts_to_fire(p_counter public.user_usage, p_thresholds smallint[]) returns text
language sql
stable
set search_path = ''
as $$
  select string_agg(crossed.threshold::text, ',' order by crossed.threshold)
  from public.crossed_thresholds(
    p_counter.quota, p_thresholds, p_counter.next_alert_used,
    public.used_of_quota(p_counter.used, p_counter.reserved, p_counter.overage)
  ) as crossed(threshold)
  where not exists (
    select
    from public.quota_alerts as fired
    where fired.account_id = p_counter.account_id
      and fired.feature_code = p_counter.feature_code
      and fired.period_start = p_counter.period_start
      and fired.limit_epoch = p_counter.limit_epoch
      and fired.threshold = crossed.threshold
  );
$$;
