-- What an account was entitled to of a feature at an instant; null fields when it was not.
create or replace function public.entitlement_at(
  p_account_id uuid,
  p_feature_code text,
  p_at timestamptz
) returns public.account_entitlements
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entitlement public.account_entitlements;
  v_past public.account_entitlement_history;
begin
  select *
  into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = p_feature_code and in_force_from <= p_at;
  if found then
    return v_entitlement;
  end if;

  select *
  into v_past
  from public.account_entitlement_history
  where account_id = p_account_id
    and feature_code = p_feature_code
    and in_force_from <= p_at
    and in_force_until > p_at
  order by in_force_from desc
  limit 1;
  v_entitlement.account_id := v_past.account_id;
  v_entitlement.feature_code := v_past.feature_code;
  v_entitlement.in_force_from := v_past.in_force_from;
  v_entitlement.kind := v_past.kind;
  v_entitlement.plan_version_id := v_past.plan_version_id;
  v_entitlement.plan_quota := v_past.plan_quota;
  v_entitlement.is_enabled := v_past.is_enabled;
  v_entitlement.override_quota := v_past.override_quota;
  v_entitlement.override_expires_at := v_past.override_expires_at;
  v_entitlement.override_reason := v_past.override_reason;
  v_entitlement.reset_period := v_past.reset_period;
  v_entitlement.anchor_at := v_past.anchor_at;
  v_entitlement.time_zone := v_past.time_zone;
  v_entitlement.overage := v_past.overage;
  v_entitlement.overage_credits := v_past.overage_credits;
  v_entitlement.overage_units := v_past.overage_units;
  v_entitlement.alert_thresholds := v_past.alert_thresholds;
  return v_entitlement;
end;
$$;
