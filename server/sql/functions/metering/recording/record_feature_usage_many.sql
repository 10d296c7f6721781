-- Records uses of features by any number of accounts in one statement: the one way to consume, beside committing
-- what was reserved.
--
-- Each event stands in the same place of every array; null keys, instants and metadata are allowed. Events of one
-- counter are judged in their order. Outcomes come in any order, told apart by `ordinal`; a rejected one says why:
-- quota_exceeded, feature_not_in_plan, feature_unknown, feature_not_metered, occurred_at_too_old,
-- occurred_at_in_future, counter_full, idempotency_mismatch. One bad event never fails its neighbours, and leaves
-- nothing behind. A late event (its period closed over 24 hours ago) is recorded but charged to no counter.
--
-- How: lock and read every counter; where all events of a counter plainly fit, write them set-based; give the rest to
-- judge_feature_usage. Both halves agree by construction: what plainly fits, fits in any order.
--
-- Locks, in this order (docs/adr/0009-lock-order.md): accounts whose renewal is due, without waiting; counters in key order, each probed and locked at once; missing
-- ones are opened without waiting for anybody's row; keys in key order. The hot row is updated last and once.
-- Errors: 40001 (nothing has happened, try again); 55P03 when somebody holds a counter for longer than a use takes
-- (then see held_accounts and wait_for_counters).
-- The join methods are pinned: guessed row counts would flip them to quadratic plans (docs/performance.md).
create or replace function public.record_feature_usage_many(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_now timestamptz default clock_timestamp()
) returns setof public.usage_outcome
language plpgsql
set search_path = ''
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set lock_timeout = '50ms'
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_renewal_at timestamptz;
  v_locked record;
  v_judged record;
  v_key_count int;
begin
  v_renewal_at := public.renew_due_accounts(p_account_ids, p_now);

  for v_attempt in 1..2 loop
    select
      array_agg(counter.period_start) as period_starts,
      array_agg(counter.period_end) as period_ends,
      array_agg(counter.reset_period) as reset_periods,
      array_agg(counter.time_zone) as time_zones,
      array_agg(counter.quota) as quotas,
      array_agg(counter.quota_valid_until) as valid_untils,
      array_agg(counter.is_granted) as are_granted,
      array_agg(counter.used) as used,
      array_agg(counter.reserved) as reserved,
      array_agg(counter.next_alert_used) as next_alerts,
      array_agg(counter.version) as versions,
      bool_or(counter.period_start is null) as has_gaps
    into v_locked
    from (
      select usage.*
      from (
        select account_id, feature_code collate "C" as feature_code, coalesce(occurred_at, p_now) as at, ordinal
        from unnest(p_account_ids, p_feature_codes, p_occurred_ats) with ordinality
          as event(account_id, feature_code, occurred_at, ordinal)
        order by account_id, feature_code, at desc
      ) as event
      left join lateral (
        select *
        from (
          select *
          from public.user_usage
          where account_id = event.account_id
            and feature_code = event.feature_code
            and counts_from <= event.at
            and counts_until > event.at
          order by period_start desc
          limit 1
          for no key update
        ) as latest
        where latest.period_end > event.at and latest.period_end + public.usage_grace() > p_now
      ) as usage on true
      order by event.ordinal
    ) as counter;

    exit when not v_locked.has_gaps or v_attempt = 2;
    exit when public.open_counters(
      array(
        select account_id from unnest(p_account_ids, v_locked.period_starts) as event(account_id, period_start)
        where period_start is null
      ),
      array(
        select feature_code from unnest(p_feature_codes, v_locked.period_starts) as event(feature_code, period_start)
        where period_start is null
      ),
      array(
        select coalesce(occurred_at, p_now)
        from unnest(p_occurred_ats, v_locked.period_starts) as event(occurred_at, period_start)
        where period_start is null
      ),
      p_now
    ) = 0;
  end loop;

  -- What is clean fits whatever the order: all of its counter's events are new, and together stay below the quota
  -- and below the next alert. (Sums below 2^53 are exact in float8, several times faster than numeric, and a sum past
  -- it is past every limit.) For such an event the columns hold what is to be written; for any other, null.
  select
    array_agg(case when fit.is_clean then public.uuid_v7(p_now) end) as record_ids,
    array_agg(case when fit.is_clean then fit.used_after end) as used_after,
    array_agg(case when fit.is_clean then public.next_version(fit.version, v_clock) end) as versions,
    count(fit.key) filter (where fit.is_clean) as key_count,
    bool_and(fit.is_clean) as all_clean,
    bool_or(fit.key is not null and not fit.is_clean) as has_unclean_keys
  into v_judged
  from (
    select
      event.key,
      event.version,
      event.ordinal,
      event.used
        + least(sum(event.amount::float8) over (counter order by event.ordinal), 9e18)::bigint as used_after,
      coalesce(
        bool_and(
          event.is_granted
          and event.valid_until > p_now
          and taken.key is null
          and (event.occurred_at is null or event.occurred_at between p_now - public.max_usage_age() and p_now)
        ) over counter
        and event.used + sum(event.amount::float8) over counter < least(
          coalesce(event.next_alert, public.counter_limit()),
          case event.quota when -1 then public.counter_limit() else event.quota + 1 end - event.reserved
        ),
        false
      ) as is_clean
    from unnest(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats,
      v_locked.period_starts, v_locked.quotas, v_locked.valid_untils, v_locked.are_granted,
      v_locked.used, v_locked.reserved, v_locked.next_alerts, v_locked.versions
    ) with ordinality as event(
      account_id, feature_code, amount, key, occurred_at,
      period_start, quota, valid_until, is_granted, used, reserved, next_alert, version, ordinal
    )
    left join public.usage_idempotency_keys as taken
      on taken.account_id = event.account_id and taken.key = event.key
    window counter as (partition by event.account_id, event.feature_code collate "C", event.period_start)
    order by event.ordinal
  ) as fit;

  if v_judged.has_unclean_keys then
    -- Keys are taken in one go and in one order, or two calls could wait for each other's.
    v_judged.record_ids := array_fill(null::uuid, array[cardinality(p_account_ids)]);
  elsif v_judged.key_count > 0 then
    insert into public.usage_idempotency_keys (
      account_id, key, request_hash, record_id, period_start, used, reserved, quota, created_at
    )
    select
      event.account_id, event.key,
      public.usage_request_hash(event.feature_code, event.amount, event.occurred_at, event.metadata),
      event.record_id, event.period_start, event.used_after, event.reserved, event.quota, p_now
    from unnest(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_judged.record_ids,
      v_judged.used_after, v_locked.period_starts, v_locked.reserved, v_locked.quotas
    ) as event(
      account_id, feature_code, amount, key, occurred_at, metadata, record_id, used_after, period_start, reserved,
      quota
    )
    where event.record_id is not null and event.key is not null
    order by event.account_id, event.key collate "C"
    on conflict do nothing;

    get diagnostics v_key_count = row_count;
    if v_key_count <> v_judged.key_count then
      -- A key stands twice in this call, or was taken for another feature a moment ago: nothing is clean then.
      delete from public.usage_idempotency_keys as given
      using unnest(p_account_ids, p_keys, v_judged.record_ids) as event(account_id, key, record_id)
      where given.account_id = event.account_id and given.key = event.key and given.record_id = event.record_id;
      v_judged.all_clean := false;
      v_judged.record_ids := array_fill(null::uuid, array[cardinality(p_account_ids)]);
    end if;
  end if;

  return query
  with event as materialized (
    select *
    from unnest(
      p_account_ids, p_feature_codes, p_amounts, p_occurred_ats, p_metadata,
      v_judged.record_ids, v_judged.used_after, v_judged.versions, v_locked.quotas, v_locked.reserved,
      v_locked.reset_periods, v_locked.period_starts, v_locked.period_ends, v_locked.time_zones,
      v_locked.valid_untils
    ) with ordinality as event(
      account_id, feature_code, amount, occurred_at, metadata, record_id, used_after, version, quota, reserved,
      reset_period, period_start, period_end, time_zone, valid_until, ordinal
    )
    where event.record_id is not null
  ),
  recorded as (
    insert into public.usage_records (
      account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, metadata, counter_version
    )
    select
      account_id, record_id, feature_code, 'use', amount, coalesce(occurred_at, p_now), p_now, period_start, metadata,
      version
    from event
  ),
  charged as (
    update public.user_usage as usage
    set used = counter.used_after, version = counter.version
    from (
      select account_id, feature_code, period_start, max(used_after) as used_after, max(version) as version
      from event
      group by account_id, feature_code, period_start
    ) as counter
    where usage.account_id = counter.account_id
      and usage.feature_code = counter.feature_code
      and usage.period_start = counter.period_start
  )
  select
    ordinal::int, 'recorded', null::text, record_id, quota, used_after, reserved, reset_period, period_start,
    period_end, time_zone, version, least(period_end, valid_until, v_renewal_at), null::text, null::timestamptz
  from event;

  if not v_judged.all_clean then
    return query
    select outcome.*
    from (
      select
        array_agg(ordinal::int) as ordinals,
        array_agg(account_id) as account_ids,
        array_agg(feature_code) as feature_codes,
        array_agg(amount) as amounts,
        array_agg(key) as keys,
        array_agg(occurred_at) as occurred_ats,
        array_agg(metadata) as metadata,
        array_agg(period_start) as period_starts
      from unnest(
        p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata,
        v_locked.period_starts, v_judged.record_ids
      ) with ordinality as event(
        account_id, feature_code, amount, key, occurred_at, metadata, period_start, record_id, ordinal
      )
      where record_id is null
    ) as rest
    cross join lateral public.judge_feature_usage(
      rest.ordinals, rest.account_ids, rest.feature_codes, rest.amounts, rest.keys, rest.occurred_ats,
      rest.metadata, rest.period_starts, v_renewal_at, p_now
    ) as outcome;
  end if;
end;
$$;
