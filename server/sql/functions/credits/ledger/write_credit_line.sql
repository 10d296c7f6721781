-- Writes one line of the ledger and moves balance and debt by it; returns the line. Lots are the caller's to change, as
-- `p_parts` says; these are null where no lot's remaining changes (debt, debt_waived).
-- The caller holds the balance's lock. consume_credits_many and judge_credit_uses write many lines at once instead.
create or replace function public.write_credit_line(
  p_account_id uuid,
  p_type text,
  p_amount bigint,
  p_parts public.credit_part[],
  p_now timestamptz,
  p_id uuid default null,
  p_against_lot_id uuid default null,
  p_source_seq bigint default null,
  p_reservation public.credit_reservations default null,
  p_key text default null,
  p_reason text default null,
  p_actor jsonb default null,
  p_usage_record_id uuid default null
) returns public.credit_transactions
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_sides constant record := public.credit_sides(p_type);
  v_is_one_lot constant boolean := (select count(distinct lot_id) = 1 from unnest(p_parts));
  v_balance public.credit_balances;
  v_line public.credit_transactions;
begin
  update public.credit_balances
  set
    balance = balance + p_amount * ((v_sides.to_side = 'balance')::int - (v_sides.from_side = 'balance')::int),
    debt = debt + p_amount * ((v_sides.from_side = 'debt')::int - (v_sides.to_side = 'debt')::int),
    last_seq = last_seq + 1,
    version = public.next_version(version, v_clock)
  where account_id = p_account_id
  returning * into v_balance;

  insert into public.credit_transactions (
    account_id, seq, id, created_at, type, amount, balance_after, held_after, lot_id, against_lot_id, source_seq,
    reservation_id, usage_record_id, action, reference_id, key, reason, actor
  )
  values (
    p_account_id, v_balance.last_seq, coalesce(p_id, public.uuid_v7(p_now)), p_now, p_type, p_amount,
    v_balance.balance, v_balance.held, case when v_is_one_lot then (p_parts[1]).lot_id end, p_against_lot_id,
    p_source_seq, p_reservation.id, p_usage_record_id, p_reservation.action, p_reservation.reference_id, p_key,
    p_reason, p_actor
  )
  returning * into v_line;

  if not v_is_one_lot then
    insert into public.credit_allocations (account_id, seq, ordinal, lot_id, amount)
    select p_account_id, v_line.seq, part.ordinal, part.lot_id, part.amount
    from unnest(p_parts) with ordinality as part(lot_id, amount, ordinal);
  end if;
  return v_line;
end;
$$;
