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
  if p_entitlement.kind = 'boolean' and p_entitlement.is_enabled then
    raise exception 'A boolean feature can''t be reserved' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "featureCode", "message": "It is on or off; there is nothing to hold"}]}';
  elsif public.effective_quota(
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
