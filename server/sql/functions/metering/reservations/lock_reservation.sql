-- Locks a reservation's counter, then the reservation, and returns it as it is now: expired when its time is up.
-- Errors: MSNOF, 40001 (it moved to another counter meanwhile, try again).
create or replace function public.lock_reservation(
  p_account_id uuid,
  p_reservation_id uuid,
  p_now timestamptz
) returns public.usage_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.usage_reservations;
  v_start timestamptz;
begin
  select * into v_reservation
  from public.usage_reservations
  where account_id = p_account_id and id = p_reservation_id;
  if not found then
    raise exception 'There is no such reservation' using errcode = 'MSNOF';
  end if;
  v_start := v_reservation.period_start;
  perform public.lock_counters(array[p_account_id], array[v_reservation.feature_code], array[v_start]);
  select * into v_reservation
  from public.usage_reservations
  where account_id = p_account_id and id = p_reservation_id
  for update;
  -- A change of reset period may have moved it to a newer counter while we waited; locking that one too would be
  -- against the order of locks.
  if v_reservation.period_start <> v_start then
    raise exception 'the reservation moved to another counter' using errcode = 'serialization_failure';
  end if;

  if v_reservation.status = 'held' and v_reservation.expires_at <= p_now then
    perform public.free_expired_reservations(p_account_id, v_reservation.feature_code, v_start, p_now);
    v_reservation.status := 'expired';
  end if;
  return v_reservation;
end;
$$;
