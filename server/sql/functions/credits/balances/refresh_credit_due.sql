-- Finds out anew when something is due next, after what may have brought it forward or carried it out, and returns
-- the balance as it is then. The caller holds the balance's lock.
create or replace function public.refresh_credit_due(p_account_id uuid) returns public.credit_balances
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_balance public.credit_balances;
begin
  update public.credit_balances
  set due_at = public.next_credit_due(p_account_id), version = public.next_version(version, v_clock)
  where account_id = p_account_id
  returning * into v_balance;
  return v_balance;
end;
$$;
