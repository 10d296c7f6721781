-- Ends a hold of which nothing is spent: its credits are free again, and pay the debts of their lots. Returns the
-- reservation as it is then, with `p_status`. The caller holds the balance's lock.
create or replace function public.free_credit_hold(
  p_reservation public.credit_reservations,
  p_status text,
  p_now timestamptz
) returns public.credit_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations;
begin
  update public.credit_reservations
  set status = p_status, closed_at = p_now
  where account_id = p_reservation.account_id and id = p_reservation.id
  returning * into v_reservation;
  perform public.close_credit_hold(v_reservation, 0);
  perform public.repay_freed_credits(v_reservation, 0, p_now);
  return v_reservation;
end;
$$;
