-- Locks an account's credits and brings them up to an instant. All that writes credits begins with it.
-- Nothing needs a job: what is due happens here, in this order, before anybody reads or spends.
-- Errors: MSAUN; 55P03 when somebody holds the balance for longer than the lock timeout.
-- Locks: the balance.
create or replace function public.settle_credits(p_account_id uuid, p_now timestamptz) returns public.credit_balances
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
begin
  select * into v_balance from public.credit_balances where account_id = p_account_id for no key update;
  if not found then
    raise exception 'There is no such account' using errcode = 'MSAUN';
  elsif v_balance.due_at > p_now then
    return v_balance;
  end if;

  -- Statements of their own: the one that waited for the lock has a snapshot older than it.
  perform public.free_expired_credit_holds(p_account_id, p_now);
  perform public.expire_credit_lots(p_account_id, p_now);
  perform public.grant_due_allowances(p_account_id, p_now);
  perform public.grant_due_plan_credits(p_account_id, p_now);
  return public.refresh_credit_due(p_account_id);
end;
$$;
