-- What a hold that was just closed has freed pays the debts of the lots it was held of.
-- The caller holds the balance's lock.
create or replace function public.repay_freed_credits(
  p_reservation public.credit_reservations,
  p_taken bigint,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_part record;
begin
  for v_part in
    select part.lot_id, part.amount - part.taken as freed
    from public.credit_hold_parts(p_reservation, p_taken) as part
    where part.amount > part.taken
    order by part.ordinal
  loop
    perform public.pay_lot_debt(p_reservation.account_id, v_part.lot_id, v_part.freed, p_now);
  end loop;
end;
$$;
