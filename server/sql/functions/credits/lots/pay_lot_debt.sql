-- What came free in a lot, or back to it, pays the debt of that lot first, and of no other. Returns what was paid.
-- The caller holds the balance's lock; the lot has `p_amount` that is not held.
create or replace function public.pay_lot_debt(
  p_account_id uuid,
  p_lot_id uuid,
  p_amount bigint,
  p_now timestamptz
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_paid constant bigint := least(
    p_amount, (select owed from public.credit_lots where account_id = p_account_id and id = p_lot_id)
  );
begin
  if v_paid > 0 then
    update public.credit_lots
    set remaining = remaining - v_paid, owed = owed - v_paid
    where account_id = p_account_id and id = p_lot_id;
    perform public.write_credit_line(
      p_account_id, 'debt_repaid', v_paid, array[row(p_lot_id, v_paid)]::public.credit_part[], p_now,
      p_against_lot_id => p_lot_id
    );
  end if;
  return v_paid;
end;
$$;
