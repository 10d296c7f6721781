-- quota_state of many, with renewals that are due in force: each account with the feature in the same place, or with
-- all its features where `p_feature_codes` is null. An account that is being changed just now stands as before the
-- change. Beside its own `valid_until`, each may be believed until `believed_until` at most.
create or replace function public.quota_states(
  p_account_ids uuid[],
  p_feature_codes text[] default null,
  p_now timestamptz default clock_timestamp()
) returns table (ordinal bigint, state public.quota_state, believed_until timestamptz)
language plpgsql
set search_path = ''
set lock_timeout = '50ms'
as $$
begin
  begin
    believed_until := public.renew_due_accounts(p_account_ids, p_now, true);
  exception
    when serialization_failure or lock_not_available or deadlock_detected then
      believed_until := p_now;
  end;

  return query
  select wanted.ordinal, current_state, quota_states.believed_until
  from unnest(p_account_ids, p_feature_codes) with ordinality as wanted(account_id, feature_code, ordinal)
  cross join lateral public.quota_state(wanted.account_id, wanted.feature_code, p_now) as current_state;
end;
$$;
