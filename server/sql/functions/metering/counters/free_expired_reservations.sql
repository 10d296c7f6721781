-- Ends a counter's reservations whose time is over, and returns how much they held. Credits that were held with them
-- end by themselves, at the same instant.
-- The caller holds the counter's lock.
create or replace function public.free_expired_reservations(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz,
  p_now timestamptz
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_freed record;
begin
  with expired as (
    update public.usage_reservations
    set status = 'expired', closed_at = p_now
    where account_id = p_account_id
      and feature_code = p_feature_code
      and period_start = p_period_start
      and status = 'held'
      and expires_at <= p_now
    returning amount, overage, overage_credits
  )
  select
    coalesce(sum(amount), 0)::bigint as amount,
    coalesce(sum(overage), 0)::bigint as overage,
    coalesce(sum(overage_credits), 0)::bigint as overage_credits
  into v_freed
  from expired;

  if v_freed.amount > 0 then
    update public.user_usage
    set
      reserved = reserved - v_freed.amount,
      overage = overage - v_freed.overage,
      overage_credits = overage_credits - v_freed.overage_credits,
      version = public.next_version(version, v_clock)
    where account_id = p_account_id and feature_code = p_feature_code and period_start = p_period_start;
  end if;
  return v_freed.amount;
end;
$$;
