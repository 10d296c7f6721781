-- All that is wrong with the accounts from one id to another, check by check (README.md). One statement, so one
-- snapshot: what others commit meanwhile is seen wholly or not at all.
-- Checks of other features join here, each as a function of a range of accounts.
create or replace function public.check_accounts(
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_now timestamptz
) returns setof public.health_breach
language sql
stable
set search_path = ''
as $$
  select 'balances', found.* from public.audit_credit_balances(p_from_account_id, p_to_account_id) as found
  union all
  select 'balances', found.* from public.audit_credit_lots(p_from_account_id, p_to_account_id) as found
  union all
  select 'balances', found.* from public.audit_credit_holds(p_from_account_id, p_to_account_id) as found
  union all
  select 'ledger', found.* from public.audit_credit_lines(p_from_account_id, p_to_account_id) as found
  union all
  select 'ledger', found.* from public.audit_credit_uses(p_from_account_id, p_to_account_id) as found
  union all
  select 'packages', found.* from public.audit_credit_packages(p_from_account_id, p_to_account_id) as found
  union all
  select 'packages', found.* from public.audit_credit_plans(p_from_account_id, p_to_account_id) as found
  union all
  select 'orders', found.* from public.audit_orders(p_from_account_id, p_to_account_id) as found
  union all
  select 'orders', found.* from public.overdue_of_orders(p_from_account_id, p_to_account_id, p_now) as found
  union all
  select 'providers', found.* from public.audit_provider_answers(p_from_account_id, p_to_account_id) as found
  union all
  select 'providers', found.* from public.overdue_of_payments(p_from_account_id, p_to_account_id, p_now) as found
  union all
  select 'anomalies', found.* from public.audit_usage(p_from_account_id, p_to_account_id) as found
  union all
  select 'anomalies', found.* from public.overdue_of_accounts(p_from_account_id, p_to_account_id, p_now) as found;
$$;
