-- A new lot pays what the account owes, as far as it reaches, the oldest lot's debt first.
-- The caller holds the balance's lock.
create or replace function public.pay_credit_debts(
  p_account_id uuid,
  p_lot_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_left bigint := (select remaining from public.credit_lots where account_id = p_account_id and id = p_lot_id);
  v_debtor record;
  v_paid bigint;
begin
  for v_debtor in
    select id, owed
    from public.credit_lots
    where account_id = p_account_id and owed > 0
    order by created_at, id
  loop
    exit when v_left = 0;
    v_paid := least(v_debtor.owed, v_left);
    v_left := v_left - v_paid;
    update public.credit_lots set owed = owed - v_paid where account_id = p_account_id and id = v_debtor.id;
    update public.credit_lots set remaining = remaining - v_paid where account_id = p_account_id and id = p_lot_id;
    perform public.write_credit_line(
      p_account_id, 'debt_repaid', v_paid, array[row(p_lot_id, v_paid)]::public.credit_part[], p_now,
      p_against_lot_id => v_debtor.id
    );
  end loop;
end;
$$;
