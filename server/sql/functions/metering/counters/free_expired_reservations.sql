-- Ends a counter's reservations whose time is over, and returns how much they held.
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
  v_freed bigint;
begin
  with expired as (
    update public.usage_reservations
    set status = 'expired', closed_at = p_now
    where account_id = p_account_id
      and feature_code = p_feature_code
      and period_start = p_period_start
      and status = 'held'
      and expires_at <= p_now
    returning amount
  )
  select coalesce(sum(amount), 0) into v_freed from expired;

  if v_freed > 0 then
    update public.user_usage
    set reserved = reserved - v_freed, version = public.next_version(version, v_clock)
    where account_id = p_account_id and feature_code = p_feature_code and period_start = p_period_start;
  end if;
  return v_freed;
end;
$$;
