-- Spends what was held: the first units held, up to the amount; the rest is free again. What goes beyond is judged as
-- a new use, and when it does not fit nothing changes. Nothing of it, 0, frees all and writes no line. Committing
-- again with the same amount returns the first result. `p_usage_record_id` is the usage record that this pays.
-- Errors: MSAUN; MSNOF; MSRCL released, expired, or committed with another amount; MSINV; MSICR for the part beyond.
-- Locks: the balance.
create or replace function public.commit_credits(
  p_account_id uuid,
  p_reservation_id uuid,
  p_amount bigint default null,
  p_now timestamptz default clock_timestamp(),
  p_usage_record_id uuid default null
) returns public.credit_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations := public.settled_reservation(p_account_id, p_reservation_id, p_now);
  v_amount constant bigint := coalesce(p_amount, v_reservation.amount);
  v_parts public.credit_part[];
  v_line public.credit_transactions;
begin
  if v_reservation.status = 'committed' and v_reservation.committed_amount = v_amount then
    return v_reservation;
  elsif v_reservation.status <> 'held' then
    raise exception 'The reservation is already %', v_reservation.status using errcode = 'MSRCL';
  elsif v_amount not between 0 and public.counter_limit() then
    raise exception 'The amount is not from 0 to 2^53 - 1' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "It must be a whole number from 0 to 2^53 - 1"}]}';
  end if;

  v_parts := array(
    select row(part.lot_id, part.taken)::public.credit_part
    from public.credit_hold_parts(v_reservation, v_amount) as part
    where part.taken > 0
    order by part.ordinal
  );
  perform public.close_credit_hold(v_reservation, v_amount);
  if v_amount > v_reservation.amount then
    v_parts := v_parts || public.spend_beyond_hold(v_reservation, v_amount);
  end if;
  if v_amount > 0 then
    v_line := public.write_credit_line(
      p_account_id, 'consume', v_amount, v_parts, p_now,
      p_reservation => v_reservation, p_usage_record_id => p_usage_record_id
    );
  end if;
  perform public.repay_freed_credits(v_reservation, v_amount, p_now);
  perform public.expire_credit_lots(p_account_id, p_now);
  perform public.refresh_credit_due(p_account_id);

  update public.credit_reservations
  set status = 'committed', committed_amount = v_amount, closed_at = p_now, transaction_id = v_line.id
  where account_id = p_account_id and id = p_reservation_id
  returning * into v_reservation;
  return v_reservation;
end;
$$;
