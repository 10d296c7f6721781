-- A new lot with its line; it pays the account's debts first. Returns its id, which is the line's, too.
-- Without a priority it has its source's (credit_priority); without a period or an expiry there is none.
-- The caller holds the balance's lock, passes the balance as it is, and knows that it can hold the amount.
create or replace function public.open_credit_lot(
  p_balance public.credit_balances,
  p_amount bigint,
  p_source text,
  p_source_id text,
  p_period_start timestamptz,
  p_priority int,
  p_expires_at timestamptz,
  p_reason text,
  p_actor jsonb,
  p_now timestamptz
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_id constant uuid := public.uuid_v7(p_now);
begin
  insert into public.credit_lots (
    account_id, id, source, source_id, period_start, amount, remaining, priority, expires_at, created_at
  )
  values (
    p_balance.account_id, v_id, p_source, p_source_id, coalesce(p_period_start, '-infinity'), p_amount, p_amount,
    coalesce(p_priority, public.credit_priority(p_source)), coalesce(p_expires_at, 'infinity'), p_now
  );
  perform public.write_credit_line(
    p_balance.account_id, 'grant', p_amount, array[row(v_id, p_amount)]::public.credit_part[], p_now,
    p_id => v_id, p_reason => p_reason, p_actor => p_actor
  );
  if p_balance.debt > 0 then
    perform public.pay_credit_debts(p_balance.account_id, v_id, p_now);
  end if;
  return v_id;
end;
$$;
