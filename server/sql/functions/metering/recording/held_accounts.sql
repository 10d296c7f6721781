-- Those of the given accounts that would keep others waiting: their renewal is due, or another transaction has locked a
-- row that recording a use may need: the account itself, an entitlement, a counter that a use may still be charged to,
-- or the balance of credits that may pay beyond a quota.
--
-- Does not wait, and keeps the locks that it could get only until its statement ends. To be asked once
-- record_feature_usage_many could not get what it needs.
create or replace function public.held_accounts(
  p_account_ids uuid[],
  p_now timestamptz default clock_timestamp()
) returns setof uuid
language sql
set search_path = ''
as $$
  with free_account as materialized (
    select id from public.accounts where id = any (p_account_ids) for share skip locked
  ),
  free_entitlement as materialized (
    select account_id, feature_code
    from public.account_entitlements
    where account_id = any (p_account_ids)
    for share skip locked
  ),
  free_counter as materialized (
    select account_id, feature_code, period_start
    from public.user_usage
    where account_id = any (p_account_ids) and period_end + public.usage_grace() > p_now
    for share skip locked
  )
  select account_id from public.due_renewals(p_account_ids, p_now)
  union
  select id
  from public.accounts
  where id = any (p_account_ids) and not exists (select from free_account where free_account.id = accounts.id)
  union
  select account_id
  from public.account_entitlements as entitlement
  where account_id = any (p_account_ids)
    and not exists (
      select
      from free_entitlement as free
      where free.account_id = entitlement.account_id and free.feature_code = entitlement.feature_code
    )
  union
  select account_id
  from public.user_usage as usage
  where account_id = any (p_account_ids)
    and period_end + public.usage_grace() > p_now
    and not exists (
      select
      from free_counter as free
      where free.account_id = usage.account_id
        and free.feature_code = usage.feature_code
        and free.period_start = usage.period_start
    )
  union
  select held.account_id
  from public.held_credit_accounts(
    array(
      select consent.account_id
      from public.elastic_consents as consent
      where consent.account_id = any (p_account_ids) and consent.is_enabled
    )
  ) as held(account_id);
$$;
