-- Brings a counter up to now: frees what expired reservations hold, and puts on the quota that holds where the stored
-- one has been overtaken by the end of an override. A closed counter keeps the last quota that held in its period.
-- Returns the counter. The caller has locked and read `p_counter`, and has read `p_entitlement` after that.
create or replace function public.refresh_counter(
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_now timestamptz
) returns public.user_usage
language plpgsql
set search_path = ''
as $$
declare
  v_counter public.user_usage := p_counter;
  v_last_instant constant timestamptz := p_counter.period_end - interval '1 microsecond';
  v_quota bigint;
begin
  if v_counter.reserved > 0 then
    perform public.free_expired_reservations(
      v_counter.account_id, v_counter.feature_code, v_counter.period_start, p_now
    );
    select * into v_counter
    from public.user_usage
    where account_id = p_counter.account_id
      and feature_code = p_counter.feature_code
      and period_start = p_counter.period_start;
  end if;

  if v_counter.period_end > p_now then
    v_quota := public.effective_quota(
      p_entitlement.plan_quota, p_entitlement.override_quota, p_entitlement.override_expires_at, p_now
    );
    if v_quota <> v_counter.quota or (v_quota = v_counter.quota and v_counter.quota_valid_until <= p_now) then
      v_counter := public.renew_counter(
        v_counter, v_quota,
        public.quota_valid_until(p_entitlement.override_quota, p_entitlement.override_expires_at, p_now),
        p_entitlement.alert_thresholds
      );
    end if;
  elsif v_counter.quota_valid_until <= v_last_instant then
    v_quota := public.quota_at(v_counter.account_id, v_counter.feature_code, v_last_instant);
    if v_quota is not null then
      v_counter := public.renew_counter(
        v_counter, v_quota, 'infinity', p_entitlement.alert_thresholds
      );
    end if;
  end if;
  return v_counter;
end;
$$;
