-- What a hold has of each lot, and how much of that goes when its first `p_taken` units are spent.
create or replace function public.credit_hold_parts(
  p_reservation public.credit_reservations,
  p_taken bigint
) returns table (ordinal int, lot_id uuid, amount bigint, taken bigint)
language sql
stable
set search_path = ''
as $$
  select
    part.ordinal, part.lot_id, part.amount,
    greatest(least(part.amount, p_taken - (sum(part.amount) over (order by part.ordinal) - part.amount)), 0)::bigint
  from public.credit_reservation_lots as part
  where part.account_id = p_reservation.account_id and part.reservation_id = p_reservation.id;
$$;
