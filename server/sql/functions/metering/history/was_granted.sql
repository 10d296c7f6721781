-- Whether an account had a quota of a feature at an instant whose period is over by now.
create or replace function public.was_granted(
  p_account_id uuid,
  p_feature_code text,
  p_at timestamptz,
  p_now timestamptz
) returns boolean
language sql
stable
set search_path = ''
as $$
  select case
    when public.effective_quota(plan_quota, override_quota, override_expires_at, p_at) is null then false
    else (public.usage_period(reset_period, anchor_at, time_zone, p_at)).period_end <= p_now
  end
  from public.entitlement_at(p_account_id, p_feature_code, p_at);
$$;
