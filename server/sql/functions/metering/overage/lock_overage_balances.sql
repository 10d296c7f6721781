-- Locks the credits of the accounts whose events may have to be paid beyond their quotas, in one statement and in the
-- order of accounts, and settles what is due of them. Only events that are not judged yet count, where the owner agrees
-- and all of a counter's together pass what it has left, as far as that can be told before it is refreshed.
-- Returns those accounts, and what each may spend, in step; null where there are none. The caller holds the counters'
-- locks.
-- Errors: 55P03 when somebody holds one for longer than the lock timeout.
create or replace function public.lock_overage_balances(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_period_starts timestamptz[],
  p_outcomes public.usage_outcome[],
  p_now timestamptz,
  out account_ids uuid[],
  out available bigint[]
)
language plpgsql
set search_path = ''
as $$
begin
  -- Spares the rest where nobody has agreed, as nearly always.
  if not exists (select from public.elastic_consents where account_id = any (p_account_ids) and is_enabled) then
    return;
  end if;

  account_ids := array(
    select distinct counter.account_id
    from (
      select account_id, feature_code collate "C" as feature_code, counter_start, sum(amount::float8) as amount
      from unnest(p_account_ids, p_feature_codes, p_amounts, p_period_starts, p_outcomes)
        as event(account_id, feature_code, amount, counter_start, judged_ordinal)
      where judged_ordinal is null and counter_start is not null
      group by account_id, feature_code collate "C", counter_start
    ) as counter
    join public.elastic_consents as consent
      on consent.account_id = counter.account_id
      and consent.feature_code = counter.feature_code
      and consent.is_enabled
    join public.user_usage as usage
      on usage.account_id = counter.account_id
      and usage.feature_code = counter.feature_code
      and usage.period_start = counter.counter_start
    left join public.account_entitlements as entitlement
      on entitlement.account_id = counter.account_id and entitlement.feature_code = counter.feature_code
    -- What the quota of a closed counter is, and whether it was elastic, its history tells.
    where usage.period_end <= p_now
      or (
        entitlement.overage = 'credits'
        and (
          usage.quota_valid_until <= p_now
          or usage.quota <> public.effective_quota(
            entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
          )
          or (
            usage.quota <> -1
            and usage.used + usage.reserved + counter.amount > usage.quota + usage.overage
          )
        )
      )
    order by counter.account_id
  );
  if account_ids = '{}' then
    account_ids := null;
    return;
  end if;

  perform from public.credit_balances
  where account_id = any (account_ids)
  order by account_id
  for no key update;
  -- New statements: the one that waited has a snapshot older than its locks.
  perform public.settle_credits(account_id, p_now)
  from public.credit_balances
  where account_id = any (account_ids) and due_at <= p_now;
  available := array(
    select balance.balance - balance.held
    from unnest(account_ids) with ordinality as wanted(account_id, place)
    join public.credit_balances as balance on balance.account_id = wanted.account_id
    order by wanted.place
  );
end;
$$;
