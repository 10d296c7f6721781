-- Takes from credits what a commit of an amount needs of them: for the units of its hold beyond the quota, at the
-- hold's price, and for `p_beyond`, what goes beyond the hold; the rest of what was held is free again. One line of the
-- ledger, which the payment of the record names. Returns the units and credits paid.
-- The caller has locked counter and reservation, whose `record_id` is that of the record, and knows that it suffices.
-- Errors: MSRCL the credits' hold has ended.
-- Locks: the balance, where credits pay.
create or replace function public.commit_overage(
  p_reservation public.usage_reservations,
  p_amount bigint,
  p_beyond_units bigint,
  p_beyond_credits bigint,
  p_now timestamptz,
  out units bigint,
  out credits bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_account_id constant uuid := p_reservation.account_id;
  -- The units that the quota had left go first.
  v_held_units constant bigint := greatest(
    least(p_amount, p_reservation.amount) - (p_reservation.amount - p_reservation.overage), 0
  );
  v_transaction_id uuid;
begin
  units := v_held_units + p_beyond_units;
  credits := p_beyond_credits;
  if p_reservation.credit_reservation_id is not null then
    credits := credits + ceil(v_held_units::numeric * p_reservation.price_credits / p_reservation.price_units);
    v_transaction_id := (
      public.commit_credits(
        v_account_id, p_reservation.credit_reservation_id, credits, p_now,
        p_usage_record_id => p_reservation.record_id
      )
    ).transaction_id;
  elsif p_beyond_credits > 0 then
    select line.transaction_id
    into v_transaction_id
    from public.judge_credit_uses(
      v_account_id, '{1}', array[p_beyond_credits], '{}', '{}', '{}', false, p_now, array[p_reservation.record_id]
    ) as line;
  end if;

  if units > 0 then
    insert into public.usage_payments (account_id, record_id, units, credits, transaction_id)
    values (v_account_id, p_reservation.record_id, units, credits, v_transaction_id);
  end if;
end;
$$;
