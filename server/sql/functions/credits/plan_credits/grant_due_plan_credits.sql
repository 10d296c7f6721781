-- Grants the credits of plans whose periods have begun. A period is granted for once, by its key and because it is
-- noted as begun here. What would have ended already is not given. Where the balance can't hold what is due together,
-- these periods go by without.
-- The caller holds the balance's lock, and has let expire what is past.
create or replace function public.grant_due_plan_credits(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_due record;
  v_balance public.credit_balances;
  v_fits boolean;
begin
  for v_due in
    select due.*, sum(due.amount) filter (where due.expires_at > p_now) over () as total
    from public.plan_credits_due(p_account_id, p_now) as due
  loop
    select * into v_balance from public.credit_balances where account_id = p_account_id;
    v_fits := coalesce(v_fits, v_balance.balance + coalesce(v_due.total, 0) <= public.counter_limit());
    if v_fits and v_due.amount > 0 and v_due.expires_at > p_now then
      perform public.open_credit_lot(
        v_balance, v_due.amount, 'subscription', v_due.plan_version_id::text, v_due.period_start, null,
        v_due.expires_at, null, null, p_now
      );
    end if;
    update public.account_plan_credits
    set period_start = v_due.period_start, granted_until = v_due.period_end
    where account_id = p_account_id and plan_version_id = v_due.plan_version_id;
  end loop;
end;
$$;
