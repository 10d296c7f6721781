-- Locks what a change of an account's subscriptions changes, and lets what is due take effect before it.
-- Locks: the catalog for share, the account and its entitlements, counters, credits.
create or replace function public.lock_subscriptions(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.catalog_revision for share;
  perform public.lock_accounts(array[p_account_id]);
  perform public.apply_due_versions(array[p_account_id], p_now);
end;
$$;
