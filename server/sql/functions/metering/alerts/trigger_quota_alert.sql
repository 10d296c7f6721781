-- Writes an alert for each threshold that an update of `used` crossed by what the quota pays of it, and sets the next
-- amount to watch for.
-- Runs only when a row reaches `next_alert_used`, so an ordinary use pays one comparison.
-- A jump over several thresholds yields each of them; the unique key lets each fire once in its period and epoch.
create or replace function public.trigger_quota_alert() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_used constant bigint := public.used_of_quota(new.used, new.reserved, new.overage);
  v_thresholds smallint[];
begin
  select entitlement.alert_thresholds
  into v_thresholds
  from public.account_entitlements as entitlement
  where entitlement.account_id = new.account_id and entitlement.feature_code = new.feature_code;

  if v_thresholds is null then
    -- Nothing grants the feature just now (a reservation was committed); the alert waits until something does.
    return new;
  end if;

  insert into public.quota_alerts (
    account_id, id, feature_code, period_start, limit_epoch, threshold, level, used, quota, created_at
  )
  select
    new.account_id, public.uuid_v7(), new.feature_code, new.period_start, new.limit_epoch, threshold,
    public.alert_level(threshold),
    v_used, new.quota, clock_timestamp()
  from public.crossed_thresholds(new.quota, v_thresholds, old.next_alert_used, v_used) as threshold
  order by threshold
  on conflict do nothing;

  new.next_alert_used := public.next_alert_used(new.quota, v_thresholds, v_used);
  return new;
end;
$$;

-- The condition spells used_of_quota out: a function would be looked up with each statement, on the way of every use.
create or replace trigger _100_quota_alert
before update of used on public.user_usage
for each row
when (
  least(new.used, new.used + new.reserved - new.overage) >= old.next_alert_used and new.used > old.used
)
execute function public.trigger_quota_alert();
