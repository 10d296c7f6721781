-- Tells by an alert, once in a period and epoch, that credits have begun to pay for a counter's use beyond its quota.
-- The caller holds the counter's lock.
create or replace function public.alert_overage(p_counter public.user_usage) returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.quota_alerts (
    account_id, id, feature_code, period_start, limit_epoch, threshold, level, used, quota, created_at
  )
  values (
    p_counter.account_id, public.uuid_v7(), p_counter.feature_code, p_counter.period_start, p_counter.limit_epoch,
    public.overage_threshold(), public.alert_level(public.overage_threshold()), p_counter.used, p_counter.quota,
    clock_timestamp()
  )
  on conflict do nothing;
end;
$$;
