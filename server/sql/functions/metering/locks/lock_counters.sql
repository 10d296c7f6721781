-- Locks the given counters in the one order that all functions keep: by account and feature, the newest period first.
-- (A call that waits for a counter which is then taken over goes on to an older one.)
create or replace function public.lock_counters(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_period_starts timestamptz[]
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform
  from (
    select distinct account_id, feature_code collate "C" as feature_code, period_start
    from unnest(p_account_ids, p_feature_codes, p_period_starts) as counter(account_id, feature_code, period_start)
    where period_start is not null
    order by account_id, feature_code, period_start desc
  ) as wanted
  cross join lateral (
    select
    from public.user_usage as usage
    where usage.account_id = wanted.account_id
      and usage.feature_code = wanted.feature_code
      and usage.period_start = wanted.period_start
    for no key update
  ) as locked;
end;
$$;
