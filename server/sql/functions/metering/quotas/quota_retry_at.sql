-- When the same request can succeed that was refused for lack of quota: as soon as reservations that expire leave room,
-- the override that lowers the quota ends, or the period does. Null where none of them helps: more is asked than the
-- quota grants at all, or the period is over and its counter for good.
-- `p_is_dated`: the request says when it happened, so a new period does not help it.
create or replace function public.quota_retry_at(
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_amount bigint,
  p_is_dated boolean,
  p_now timestamptz
) returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_override_ends_at constant timestamptz := public.quota_valid_until(
    p_entitlement.override_quota, p_entitlement.override_expires_at, p_now
  );
  v_at timestamptz;
  v_quota_then bigint;
begin
  if p_counter.reserved > 0 or v_override_ends_at < 'infinity' then
    select min(candidate.at)
    into v_at
    from (
      select reservation.expires_at as at
      from public.usage_reservations as reservation
      where p_counter.reserved > 0
        and reservation.account_id = p_counter.account_id
        and reservation.feature_code = p_counter.feature_code
        and reservation.period_start = p_counter.period_start
        and reservation.status = 'held'
      union all
      select v_override_ends_at
      where p_counter.period_end > p_now
    ) as candidate
    cross join lateral (
      select coalesce(sum(expired.amount), 0)::bigint as amount, coalesce(sum(expired.overage), 0)::bigint as overage
      from public.usage_reservations as expired
      where p_counter.reserved > 0
        and expired.account_id = p_counter.account_id
        and expired.feature_code = p_counter.feature_code
        and expired.period_start = p_counter.period_start
        and expired.status = 'held'
        and expired.expires_at <= candidate.at
    ) as freed
    where candidate.at > p_now
      and candidate.at < case
        when p_counter.period_end > p_now then p_counter.period_end
        else p_counter.period_end + public.usage_grace()
      end
      and public.refusal_of(
        case
          when p_counter.period_end > p_now
          then public.effective_quota(
            p_entitlement.plan_quota, p_entitlement.override_quota, p_entitlement.override_expires_at, candidate.at
          )
          else p_counter.quota
        end,
        p_counter.overage - freed.overage,
        p_counter.used + p_counter.reserved - freed.amount,
        p_amount
      ) is null;
  end if;
  if v_at is not null or p_is_dated or p_counter.period_end <= p_now or not isfinite(p_counter.period_end) then
    return v_at;
  end if;

  -- The next period begins with nothing used, and with the version that waits for it, if one does.
  select quota
  into v_quota_then
  from public.waiting_offer(p_counter.account_id, p_counter.feature_code, p_counter.period_end);
  if not found then
    v_quota_then := p_entitlement.plan_quota;
  end if;
  v_quota_then := public.effective_quota(
    v_quota_then, p_entitlement.override_quota, p_entitlement.override_expires_at, p_counter.period_end
  );
  if v_quota_then is null or public.refusal_of(v_quota_then, 0, 0, p_amount) is not null then
    return null;
  end if;
  return p_counter.period_end;
end;
$$;
