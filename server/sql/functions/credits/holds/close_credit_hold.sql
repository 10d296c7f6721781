-- Ends a hold: the first `p_taken` of the units held are spent, the rest is free again. Writes no line for what is
-- spent and does not lower the balance by it: the caller does, then lets what is free pay its lots' debts
-- (repay_freed_credits), and marks the reservation. The caller holds the balance's lock.
create or replace function public.close_credit_hold(
  p_reservation public.credit_reservations,
  p_taken bigint
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  update public.credit_lots as lot
  set held = lot.held - part.amount, remaining = lot.remaining - part.taken, used = lot.used + part.taken
  from public.credit_hold_parts(p_reservation, p_taken) as part
  where lot.account_id = p_reservation.account_id and lot.id = part.lot_id;

  update public.credit_balances
  set held = held - p_reservation.amount, version = public.next_version(version, v_clock)
  where account_id = p_reservation.account_id;
end;
$$;
