-- Keeps what an entitlement was before a change. The change itself says from when on it is in force (`in_force_from`).
create or replace function public.tg_account_entitlements__keep_history() returns trigger
language plpgsql
set search_path = ''
as $$
begin
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

-- Where that stayed as it was, there is nothing to keep: see tg_account_entitlements__keep_start, which comes first.
-- By the name it always had: a node of an earlier version that starts once more makes its own by that name.
create or replace trigger _100_keep_history
before update on public.account_entitlements
for each row
when (new.in_force_from > old.in_force_from)
execute function public.tg_account_entitlements__keep_history();
