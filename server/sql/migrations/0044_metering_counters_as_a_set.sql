-- Counters are brought in line with a plan's new version all at once (sync_open_counters).
drop function if exists public.sync_open_counter(public.user_usage, bigint, timestamptz, smallint[]);

-- A trigger alone writes history, of entitlements, which have an account. That it has one was asked for each row once
-- more: half of what the row costs, and, by a plan kept from when there were few accounts, of all accounts there are.
alter table public.account_entitlement_history drop constraint account_entitlement_history_account_id_fkey;
