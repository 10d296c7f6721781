-- Frees what was held. Releasing again, or after it expired, changes nothing and returns the reservation.
-- Errors: MSAUN; MSNOF; MSRCL already committed.
-- Locks: the balance.
create or replace function public.release_credits(
  p_account_id uuid,
  p_reservation_id uuid,
  p_now timestamptz default clock_timestamp()
) returns public.credit_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations := public.settled_reservation(p_account_id, p_reservation_id, p_now);
begin
  if v_reservation.status = 'committed' then
    raise exception 'The reservation is already committed' using errcode = 'MSRCL';
  elsif v_reservation.status <> 'held' then
    return v_reservation;
  end if;

  v_reservation := public.free_credit_hold(v_reservation, 'released', p_now);
  perform public.expire_credit_lots(p_account_id, p_now);
  perform public.refresh_credit_due(p_account_id);
  return v_reservation;
end;
$$;
