-- Takes what a commit spends beyond its hold, which is closed already, from the lots that burn next; returns these
-- parts. As with write_credit_line, lowering the balance is left to the line. The caller holds the balance's lock.
-- Errors: MSICR with `balance` (available) and `required`, both as they are without the hold's own credits.
create or replace function public.spend_beyond_hold(
  p_reservation public.credit_reservations,
  p_amount bigint
) returns public.credit_part[]
language plpgsql
set search_path = ''
as $$
declare
  v_beyond constant bigint := p_amount - p_reservation.amount;
  v_balance public.credit_balances;
  v_parts public.credit_part[];
begin
  select * into v_balance from public.credit_balances where account_id = p_reservation.account_id;
  -- The hold's credits are no longer held, and its line is still to come.
  v_balance.balance := v_balance.balance - p_reservation.amount;
  perform public.require_credits(v_balance, v_beyond);
  v_parts := public.burn_credits(p_reservation.account_id, v_beyond);
  update public.credit_lots as lot
  set remaining = lot.remaining - part.amount, used = lot.used + part.amount
  from unnest(v_parts) as part(lot_id, amount)
  where lot.account_id = p_reservation.account_id and lot.id = part.lot_id;
  return v_parts;
end;
$$;
