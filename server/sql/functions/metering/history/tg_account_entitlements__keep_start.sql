-- An entitlement whose change changes nothing of it is in force since when it was; a change that asked for the time
-- before the last one comes after that one all the same, and takes its place.
create or replace function public.tg_account_entitlements__keep_start() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.in_force_from := old.in_force_from;
  return new;
end;
$$;

-- Before `_100_keep_history`; by the trigger's own condition, as a plan's new version changes hundreds of thousands.
create or replace trigger _090_keep_start
before update on public.account_entitlements
for each row
when (
  new.in_force_from <= old.in_force_from
  or row(
    new.kind, new.plan_version_id, new.plan_quota, new.is_enabled, new.override_quota, new.override_expires_at,
    new.reset_period, new.anchor_at, new.time_zone, new.overage,
    new.overage_credits, new.overage_units, new.alert_thresholds
  ) is not distinct from row(
    old.kind, old.plan_version_id, old.plan_quota, old.is_enabled, old.override_quota, old.override_expires_at,
    old.reset_period, old.anchor_at, old.time_zone, old.overage,
    old.overage_credits, old.overage_units, old.alert_thresholds
  )
)
execute function public.tg_account_entitlements__keep_start();
