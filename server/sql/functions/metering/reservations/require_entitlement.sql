-- Refuses to reserve what nothing grants now, or what can't be counted.
-- Errors: MSFUN, MSFNP, MSINV boolean feature.
create or replace function public.require_entitlement(
  p_feature_code text,
  p_entitlement public.account_entitlements,
  p_now timestamptz
) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_entitlement.kind = 'boolean' and public.is_switched_on(
    p_entitlement.plan_version_id, p_entitlement.is_enabled, p_entitlement.override_quota,
    p_entitlement.override_expires_at, p_now
  ) then
    raise exception 'A boolean feature can''t be reserved' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "featureCode", "message": "It is on or off; there is nothing to hold"}]}';
  elsif p_entitlement.kind = 'metered' and public.effective_quota(
    p_entitlement.plan_quota, p_entitlement.override_quota, p_entitlement.override_expires_at, p_now
  ) is not null then
    return;
  elsif public.refusal_without_grant(p_feature_code) = 'feature_not_in_plan' then
    raise exception 'The plan does not include %', p_feature_code using errcode = 'MSFNP';
  else
    raise exception 'There is no feature %', p_feature_code using errcode = 'MSFUN';
  end if;
end;
$$;
