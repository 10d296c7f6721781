-- Settles an account and returns one of its reservations as it is then: expired when its time is up.
-- Errors: MSAUN; MSNOF.
-- Locks: the balance.
create or replace function public.settled_reservation(
  p_account_id uuid,
  p_reservation_id uuid,
  p_now timestamptz
) returns public.credit_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations;
begin
  perform public.settle_credits(p_account_id, p_now);
  select * into v_reservation
  from public.credit_reservations
  where account_id = p_account_id and id = p_reservation_id;
  if not found then
    raise exception 'There is no such reservation' using errcode = 'MSNOF';
  end if;
  return v_reservation;
end;
$$;
