-- What is wrong with the books of the accounts from one id to another (null: from the first, to the last): the rule
-- that does not hold, whose, and what was found instead of what. Nothing where all is well.
-- All rules look at one snapshot, that of the calling statement, so writers beside it don't disturb it. It reads all
-- that there is of these accounts: ask for ranges of them where there are many.
create or replace function public.audit_credits(
  p_from_account_id uuid default null,
  p_to_account_id uuid default null
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with range as (select * from public.account_range(p_from_account_id, p_to_account_id))
  select found.* from range cross join lateral public.audit_credit_balances(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_lines(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_lots(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_uses(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_holds(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_packages(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_credit_plans(range.first, range.last) as found;
$$;
