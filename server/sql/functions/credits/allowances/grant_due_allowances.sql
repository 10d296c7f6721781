-- Gives each of an account's packages the allowance that is due, once a day. Where the balance can't hold what is due
-- together, the day goes by without.
-- The caller holds the balance's lock, and has let expire what is past.
create or replace function public.grant_due_allowances(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_due record;
  v_balance public.credit_balances;
  v_fits boolean;
begin
  for v_due in
    select due.*, sum(due.amount) over () as total from public.due_allowances(p_account_id, p_now) as due
  loop
    select * into v_balance from public.credit_balances where account_id = p_account_id;
    v_fits := coalesce(v_fits, v_balance.balance + v_due.total <= public.counter_limit());
    if v_fits and v_due.amount is not null then
      perform public.open_credit_lot(
        v_balance, v_due.amount, 'daily', v_due.user_package_id::text, v_due.period_start, null, v_due.expires_at,
        null, null, p_now
      );
    end if;
    update public.user_packages
    set allowance_until = v_due.next_until
    where account_id = p_account_id and id = v_due.user_package_id;
  end loop;
end;
$$;
