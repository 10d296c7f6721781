-- Whether a use is of a feature that the account had, where the use's period is over or it has no counter: what
-- happened in a period that is over is judged by what was allowed then; a closed account has had nothing. `p_quota_now`
-- is the quota of today, null if there is none; the fields of `p_counter` are null where the use has no counter.
create or replace function public.was_granted(
  p_counter public.user_usage,
  p_account_id uuid,
  p_feature_code text,
  p_quota_now bigint,
  p_at timestamptz,
  p_now timestamptz
) returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_then public.account_entitlements;
begin
  if public.account_is_closed(p_account_id) then
    return false;
  end if;
  if p_counter.period_start is not null then
    return p_counter.is_granted or public.quota_at(p_account_id, p_feature_code, p_at) is not null;
  elsif p_quota_now is not null then
    return true;
  end if;

  v_then := public.entitlement_at(p_account_id, p_feature_code, p_at);
  return case
    when public.effective_quota(v_then.plan_quota, v_then.override_quota, v_then.override_expires_at, p_at) is null
    then false
    else (public.usage_period(v_then.reset_period, v_then.anchor_at, v_then.time_zone, p_at)).period_end <= p_now
  end;
end;
$$;
