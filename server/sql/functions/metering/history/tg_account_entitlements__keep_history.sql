-- Keeps what an entitlement was before a change. The change itself says from when on it is in force
-- (`in_force_from`); a change that asked for the time before the last one comes after that one all the same.
create or replace function public.tg_account_entitlements__keep_history() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.in_force_from <= old.in_force_from
    or row(
      new.kind, new.plan_version_id, new.plan_quota, new.is_enabled, new.override_quota, new.override_expires_at,
      new.reset_period, new.anchor_at, new.time_zone, new.overage,
      new.overage_credits, new.overage_units, new.alert_thresholds
    ) is not distinct from row(
      old.kind, old.plan_version_id, old.plan_quota, old.is_enabled, old.override_quota, old.override_expires_at,
      old.reset_period, old.anchor_at, old.time_zone, old.overage,
      old.overage_credits, old.overage_units, old.alert_thresholds
    )
  then
    new.in_force_from := old.in_force_from;
    return new;
  end if;

  insert into public.account_entitlement_history (
    account_id, feature_code, in_force_from, in_force_until, kind, plan_version_id, plan_quota, is_enabled,
    override_quota, override_expires_at, override_reason, reset_period, anchor_at, time_zone, overage,
    overage_credits, overage_units, alert_thresholds
  )
  values (
    old.account_id, old.feature_code, old.in_force_from, new.in_force_from, old.kind, old.plan_version_id,
    old.plan_quota, old.is_enabled, old.override_quota, old.override_expires_at, old.override_reason,
    old.reset_period, old.anchor_at, old.time_zone, old.overage, old.overage_credits, old.overage_units,
    old.alert_thresholds
  )
  on conflict do nothing;
  return new;
end;
$$;

create or replace trigger _100_keep_history
before update on public.account_entitlements
for each row execute function public.tg_account_entitlements__keep_history();
