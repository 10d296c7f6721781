-- Holds credits before long work, until they are committed, released, or their time is up: of the lots that burn
-- next. Either an amount or an action that has a price. The same key with the same content, the price apart, returns
-- the first reservation and `is_replay`.
-- Errors: MSAUN; MSINV; MSACT; MSIDM; MSICR with `balance` (available) and `required`.
-- Locks: the balance.
create or replace function public.reserve_credits(
  p_account_id uuid,
  p_amount bigint,
  p_action text,
  p_reference_id text,
  p_ttl interval,
  p_key text default null,
  p_now timestamptz default clock_timestamp(),
  out reservation public.credit_reservations,
  out is_replay boolean
)
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_balance constant public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_parts public.credit_part[];
begin
  select * into reservation
  from public.credit_reservations
  where account_id = p_account_id and idempotency_key = p_key;
  is_replay := found;
  if is_replay then
    if reservation.expires_at - reservation.created_at <> p_ttl or not public.is_same_credit_use(
      reservation.action, reservation.amount, reservation.reference_id, p_action, p_amount, p_reference_id
    ) then
      raise exception 'This key was used for another reservation' using errcode = 'MSIDM';
    end if;
    return;
  end if;

  reservation.account_id := p_account_id;
  reservation.id := public.uuid_v7(p_now);
  reservation.amount := public.credit_cost(p_amount, p_action);
  reservation.action := p_action;
  reservation.reference_id := p_reference_id;
  reservation.status := 'held';
  reservation.expires_at := p_now + p_ttl;
  reservation.created_at := p_now;
  reservation.idempotency_key := p_key;
  perform public.require_credits(v_balance, reservation.amount);
  v_parts := public.burn_credits(p_account_id, reservation.amount);

  insert into public.credit_reservations values (reservation.*);
  insert into public.credit_reservation_lots (account_id, reservation_id, ordinal, lot_id, amount)
  select p_account_id, reservation.id, part.ordinal, part.lot_id, part.amount
  from unnest(v_parts) with ordinality as part(lot_id, amount, ordinal);
  update public.credit_lots as lot
  set held = lot.held + part.amount
  from unnest(v_parts) as part(lot_id, amount)
  where lot.account_id = p_account_id and lot.id = part.lot_id;
  update public.credit_balances
  set
    held = held + reservation.amount,
    due_at = least(due_at, reservation.expires_at),
    version = public.next_version(version, v_clock)
  where account_id = p_account_id;
end;
$$;
