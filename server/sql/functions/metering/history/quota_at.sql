-- The quota that an account had of a feature at an instant; null when nothing granted it.
create or replace function public.quota_at(p_account_id uuid, p_feature_code text, p_at timestamptz) returns bigint
language sql
stable
set search_path = ''
as $$
  select public.effective_quota(plan_quota, override_quota, override_expires_at, p_at)
  from public.entitlement_at(p_account_id, p_feature_code, p_at);
$$;
