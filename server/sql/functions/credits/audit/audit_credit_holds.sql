-- Part of audit_credits: each hold is the sum of its parts, each lot holds what its holds took of it, and what a hold
-- was committed to is a use of that amount.
create or replace function public.audit_credit_holds(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with part as (
    select part.*, reservation.status
    from public.credit_reservation_lots as part
    join public.credit_reservations as reservation
      on reservation.account_id = part.account_id and reservation.id = part.reservation_id
    where part.account_id between p_from_account_id and p_to_account_id
  ),
  lot_holds as (
    select part.account_id, part.lot_id as id, sum(part.amount) as amount
    from part
    where part.status = 'held'
    group by part.account_id, part.lot_id
  ),
  hold_parts as (
    select part.account_id, part.reservation_id as id, sum(part.amount) as amount
    from part
    group by part.account_id, part.reservation_id
  )
  select
    'held of a lot = sum of its holds', coalesce(lot.account_id, lot_holds.account_id),
    jsonb_build_object(
      'lot', coalesce(lot.id, lot_holds.id), 'is', lot.held, 'should be', coalesce(lot_holds.amount, 0)
    )
  from (
    select * from public.credit_lots as lot where lot.account_id between p_from_account_id and p_to_account_id
  ) as lot
  full join lot_holds on lot_holds.account_id = lot.account_id and lot_holds.id = lot.id
  where lot.held is distinct from coalesce(lot_holds.amount, 0)
  union all
  select
    'a hold = sum of its parts', hold.account_id,
    jsonb_build_object('reservation', hold.id, 'is', hold.amount, 'should be', hold_parts.amount)
  from public.credit_reservations as hold
  left join hold_parts on hold_parts.account_id = hold.account_id and hold_parts.id = hold.id
  where hold.account_id between p_from_account_id and p_to_account_id
    and hold.amount is distinct from hold_parts.amount
  union all
  select
    'a committed hold = its use', hold.account_id,
    jsonb_build_object('reservation', hold.id, 'is', hold.committed_amount, 'should be', coalesce(line.amount, 0))
  from public.credit_reservations as hold
  left join public.credit_transactions as line
    on line.account_id = hold.account_id and line.id = hold.transaction_id and line.reservation_id = hold.id
    and line.type = 'consume'
  where hold.account_id between p_from_account_id and p_to_account_id
    and coalesce(hold.committed_amount, 0) <> coalesce(line.amount, 0);
$$;
