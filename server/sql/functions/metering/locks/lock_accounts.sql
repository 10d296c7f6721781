-- Serialises changes of what accounts may use: accounts in the order of their ids, then their entitlements in key
-- order. Counters come after (docs/adr/0009-lock-order.md).
create or replace function public.lock_accounts(p_account_ids uuid[]) returns void
language plpgsql
set search_path = ''
-- A plan kept from when there were few accounts must not read all of them.
set enable_seqscan = off
as $$
begin
  perform from public.accounts where id = any (p_account_ids) order by id for no key update;
  perform from public.account_entitlements
  where account_id = any (p_account_ids)
  order by account_id, feature_code
  for update;
end;
$$;
