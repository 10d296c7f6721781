-- Locks an account's counters and entitlements of these features, and its credits where they may pay beyond the quota
-- of one of them, waiting for each at most `p_patience`, so that
-- record_feature_usage_many, called next in the same transaction, finds them free.
--
-- Locks: entitlements (shared), then counters, both in key order, the newest period first
-- (docs/adr/0009-lock-order.md), then the balance; the limit stays in force until the transaction ends.
-- Errors: 55P03 when another transaction holds one for longer.
create or replace function public.wait_for_counters(
  p_account_id uuid,
  p_feature_codes text[],
  p_patience interval,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_catalog.set_config('lock_timeout', ceil(extract(epoch from p_patience) * 1000)::int::text, true);

  perform
  from public.account_entitlements
  where account_id = p_account_id and feature_code = any (p_feature_codes)
  order by feature_code collate "C"
  for share;

  perform
  from public.user_usage
  where account_id = p_account_id
    and feature_code = any (p_feature_codes)
    and period_end + public.usage_grace() > p_now
  order by feature_code collate "C", period_start desc
  for no key update;

  if exists (
    select
    from public.elastic_consents
    where account_id = p_account_id and feature_code = any (p_feature_codes) and is_enabled
  ) then
    perform from public.credit_balances where account_id = p_account_id for no key update;
  end if;
end;
$$;
