-- What is wrong with the counters of the accounts from one id to another (null: from the first, to the last), as
-- audit_credits tells it of the ledger: from the snapshot of the calling statement, so writers beside it don't disturb.
create or replace function public.audit_usage(
  p_from_account_id uuid default null,
  p_to_account_id uuid default null
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with range as (select * from public.account_range(p_from_account_id, p_to_account_id))
  select found.* from range cross join lateral public.audit_usage_counters(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_usage_holds(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_usage_payments(range.first, range.last) as found
  union all
  select found.* from range cross join lateral public.audit_usage_sums(range.first, range.last) as found;
$$;
