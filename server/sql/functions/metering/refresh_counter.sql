-- Brings a counter up to now: frees what expired reservations hold, and puts on a quota that has been overtaken by
-- the end of an override. Returns the counter. The caller holds its lock.
create or replace function public.refresh_counter(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz,
  p_now timestamptz
) returns public.user_usage
language plpgsql
set search_path = ''
as $$
declare
  v_counter public.user_usage;
  v_entitlement public.account_entitlements;
  v_quota bigint;
begin
  perform public.free_expired_holds(p_account_id, p_feature_code, p_period_start, p_now);

  select * into v_counter
  from public.user_usage
  where account_id = p_account_id and feature_code = p_feature_code and period_start = p_period_start;

  select * into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = p_feature_code;
  v_quota := public.effective_quota(
    v_entitlement.plan_quota, v_entitlement.override_quota, v_entitlement.override_expires_at, p_now
  );

  if v_quota <> v_counter.quota and v_counter.period_end > p_now then
    v_counter := public.renew_counter(
      p_account_id, p_feature_code, p_period_start, v_quota,
      public.quota_valid_until(v_entitlement.override_quota, v_entitlement.override_expires_at, p_now),
      v_entitlement.alert_thresholds
    );
  end if;
  return v_counter;
end;
$$;
