-- Records uses of features by any number of accounts in one statement: the one way to consume, beside committing
-- what was reserved.
--
-- Each event stands in the same place of every array; null keys, instants and metadata are allowed. Events of one
-- counter are judged in their order. Outcomes come in any order, told apart by `ordinal`; a rejected one says why:
-- quota_exceeded, feature_not_in_plan, feature_unknown, feature_not_metered, occurred_at_too_old,
-- occurred_at_in_future, counter_full, idempotency_mismatch, insufficient_credits. One bad event never fails its
-- neighbours, and leaves nothing behind. A late event (its period closed over 24 hours ago) is recorded but charged to
-- no counter.
--
-- How: lock and read every counter; accept at once where all new events of a counter plainly fit; answer replays
-- (replay_usages); give the rest to judge_feature_usage; write all in one go; take from credits what they pay of it.
-- A replay or a refusal costs its own counter the slower way, and nobody else.
-- The parts agree by construction: what plainly fits, fits in any order, and a replay changes nothing.
--
-- Locks, in this order (docs/adr/0009-lock-order.md): accounts whose renewal is due, without waiting; counters in key
-- order, each probed and locked at once; missing ones are opened without waiting for a locked row; balances of credits
-- that may have to pay, in the order of accounts; keys in key order.
-- The hot row is updated last and once.
-- Errors: 40001 (nothing has happened, try again); 55P03 when another transaction holds a counter for longer than
-- a use takes (then see held_accounts and wait_for_counters).
-- The join methods are pinned: guessed row counts would flip them to quadratic plans (docs/performance.md); nor may a
-- table that was known to be small once be kept in memory and searched for each event.
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
set enable_material = off
set plan_cache_mode = force_generic_plan
set lock_timeout = '50ms'
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_renewal_at timestamptz;
  v_counters public.user_usage[];
  v_starts timestamptz[];
  v_outcomes public.usage_outcome[];
  v_replays int[];
  v_all_judged boolean;
begin
  v_renewal_at := public.renew_due_accounts(p_account_ids, p_now);

  for v_attempt in 1..2 loop
    select array_agg(counter.counter), array_agg((counter.counter).period_start)
    into v_counters, v_starts
    from (
      select usage.counter
      from (
        select account_id, feature_code collate "C" as feature_code, coalesce(occurred_at, p_now) as at, ordinal
        from unnest(p_account_ids, p_feature_codes, p_occurred_ats) with ordinality
          as event(account_id, feature_code, occurred_at, ordinal)
        order by account_id, feature_code, at desc
      ) as event
      left join lateral (
        select latest.counter
        from (
          select user_usage as counter, period_end
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

    exit when array_position(v_starts, null) is null or v_attempt = 2;
    exit when (
      select public.open_counters(
        array_agg(account_id), array_agg(feature_code), array_agg(coalesce(occurred_at, p_now)), p_now
      )
      from unnest(p_account_ids, p_feature_codes, p_occurred_ats, v_starts)
        as event(account_id, feature_code, occurred_at, period_start)
      where period_start is null
    ) = 0;
  end loop;

  -- What fits whatever the order: all new events of its counter have keys of their own, and together stay below the
  -- quota and below the next alert. (Sums below 2^53 are exact in float8, several times faster than numeric, and a sum
  -- past it is past every limit.) The outcome of any other event is null here.
  select
    array_agg(
      case when fit.fits and not fit.is_taken then
        row(
          fit.ordinality, 'recorded', null, public.uuid_v7(p_now), fit.quota, fit.used_after, fit.reserved,
          fit.reset_period, fit.period_start, fit.period_end, fit.time_zone,
          public.next_version(fit.version, v_clock), least(fit.period_end, fit.quota_valid_until, v_renewal_at),
          null, null, null, null, null, null, null
        )::public.usage_outcome
      end
    ),
    array_agg(fit.ordinality::int) filter (where fit.is_taken),
    bool_and(fit.fits and not fit.is_taken)
  into v_outcomes, v_replays, v_all_judged
  from (
    select
      event.ordinality, event.quota, event.reserved, event.reset_period, event.period_start, event.period_end,
      event.time_zone, event.version, event.quota_valid_until, event.is_taken,
      event.used
        + least(sum(event.new_amount) over (counter order by event.ordinality), 9e18)::bigint as used_after,
      coalesce(
        bool_and(
          event.is_granted
          -- Elsewhere the answer tells what credits have paid.
          and event.overage = 0
          and event.quota_valid_until > p_now
          and (
            event.is_taken
            or (
              not event.has_twin
              and (event.occurred_at is null or event.occurred_at between p_now - public.max_usage_age() and p_now)
            )
          )
        ) over counter
        and event.used + sum(event.new_amount) over counter < least(
          coalesce(event.next_alert_used, public.counter_limit()),
          case event.quota when -1 then public.counter_limit() else event.quota + 1 end - event.reserved
        ),
        false
      ) as fits
    from (
      select
        event.*,
        taken.key is not null as is_taken,
        case when taken.key is null then event.amount::float8 else 0 end as new_amount,
        event.key is not null
        and count(*) over (partition by event.account_id, event.key collate "C") > 1 as has_twin
      from unnest(p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, v_counters) with ordinality
        as event(account_id, feature_code, amount, key, occurred_at, counter_account_id, counter_feature_code)
      left join public.usage_idempotency_keys as taken
        on taken.account_id = event.account_id and taken.key = event.key
    ) as event
    window counter as (partition by event.account_id, event.feature_code collate "C", event.period_start)
    order by event.ordinality
  ) as fit;

  if v_replays is not null then
    v_outcomes := public.replay_usages(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_outcomes
    );
    -- It would be a new use now, of a counter whose others were accepted without it.
    if exists (select from unnest(v_replays) as replay(ordinal) where (v_outcomes[replay.ordinal]).status is null) then
      raise exception 'an idempotency key was forgotten meanwhile' using errcode = 'serialization_failure';
    end if;
    v_all_judged := not exists (select from unnest(v_outcomes) where status is null);
  end if;
  if not v_all_judged then
    v_outcomes := public.judge_feature_usage(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_starts, v_outcomes,
      v_renewal_at, p_now
    );
  end if;

  if not public.write_feature_usage(
    p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_outcomes, p_now
  ) then
    -- A key was taken for another feature a moment ago: a replay now. What fitted beside it still does, but all are
    -- judged one by one, as it is rare.
    v_outcomes := public.replay_usages(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata,
      array_fill(null::public.usage_outcome, array[cardinality(p_account_ids)])
    );
    v_outcomes := public.judge_feature_usage(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_starts, v_outcomes,
      v_renewal_at, p_now
    );
    v_all_judged := false;
    if not public.write_feature_usage(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, v_outcomes, p_now
    ) then
      raise exception 'an idempotency key was taken meanwhile' using errcode = 'serialization_failure';
    end if;
  end if;
  if not v_all_judged then
    perform public.pay_overage(p_account_ids, p_feature_codes, v_outcomes, p_now);
  end if;

  return query select * from unnest(v_outcomes);
end;
$$;
