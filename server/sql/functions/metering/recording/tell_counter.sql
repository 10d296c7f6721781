-- The outcome of an event with the numbers of its counter as it stands after the event. The counter of a feature that
-- nothing grants any more says nothing that may be told or remembered.
create or replace function public.tell_counter(
  p_outcome public.usage_outcome,
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_is_granted boolean,
  p_believed_until timestamptz,
  p_now timestamptz
) returns public.usage_outcome
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_outcome public.usage_outcome := p_outcome;
begin
  v_outcome.reset_period := coalesce(p_counter.reset_period, p_entitlement.reset_period);
  v_outcome.time_zone := coalesce(p_entitlement.time_zone, p_counter.time_zone);
  if p_is_granted then
    v_outcome.quota := p_counter.quota;
    v_outcome.used := p_counter.used;
    v_outcome.reserved := p_counter.reserved;
    if p_counter.overage > 0 then
      v_outcome.overage := p_counter.overage;
      v_outcome.overage_credits := p_counter.overage_credits;
    end if;
    v_outcome.period_start := p_counter.period_start;
    v_outcome.period_end := p_counter.period_end;
    v_outcome.version := p_counter.version;
    v_outcome.valid_until := least(
      p_counter.period_end,
      p_believed_until,
      public.quota_valid_until(p_entitlement.override_quota, p_entitlement.override_expires_at, p_now)
    );
  end if;
  return v_outcome;
end;
$$;
