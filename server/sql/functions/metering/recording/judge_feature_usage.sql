-- Judges events one by one, in their order, and writes those accepted: the careful half of
-- record_feature_usage_many, for counters where not everything simply fits. A refused event uses nothing up, so that
-- a later, smaller one may still fit; a running sum could not say that.
--
-- Arrays run in step: `p_ordinals` are the events' places in the whole call, `p_period_starts` their counters, null
-- where there is none. What is told may be believed until `p_believed_until` at most. The caller holds those counters'
-- locks.
-- Errors: 40001 (nothing has happened, try again).
-- Called by: record_feature_usage_many.
create or replace function public.judge_feature_usage(
  p_ordinals int[],
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_period_starts timestamptz[],
  p_believed_until timestamptz,
  p_now timestamptz
) returns setof public.usage_outcome
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_count constant int := cardinality(p_account_ids);
  v_ids uuid[] := array_fill(null::uuid, array[v_count]);
  v_used_after bigint[] := array_fill(null::bigint, array[v_count]);
  v_versions bigint[] := array_fill(null::bigint, array[v_count]);
  v_quotas bigint[] := array_fill(null::bigint, array[v_count]);
  v_reserveds bigint[] := array_fill(null::bigint, array[v_count]);
  v_alerts text[] := array_fill(null::text, array[v_count]);
  v_key_count int := 0;
  v_has_twins boolean;
  v_twin int;
  v_hash uuid;
  v_event record;
  -- Counters after the events so far, by the events' `counter`; null where none of its events was judged yet.
  v_counters public.user_usage[] := '{}';
  v_is_touched boolean[] := '{}';
  -- The one being judged, and its place in these.
  v_counter public.user_usage;
  v_place int;
  v_is_granted boolean;
  v_refusal text;
  v_outcome public.usage_outcome;
begin
  select count(event.key) > count(distinct (event.account_id, event.key)) filter (where event.key is not null)
  into v_has_twins
  from unnest(p_account_ids, p_keys) as event(account_id, key)
  where v_count > 1;

  for v_event in
    select
      event.*,
      coalesce(event.occurred_at, p_now) as at,
      entitlement.kind,
      public.effective_quota(
        entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
      ) as quota_now,
      entitlement.override_quota,
      entitlement.override_expires_at,
      entitlement.alert_thresholds,
      entitlement.reset_period,
      entitlement.time_zone,
      entitlement as entitlement_row,
      usage as counter_row,
      dense_rank() over (order by event.account_id, event.feature_code collate "C", event.period_start)::int as counter,
      taken.key is not null as is_taken
    from unnest(p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, p_period_starts)
      with ordinality
      as event(account_id, feature_code, amount, key, occurred_at, metadata, period_start, ordinal)
    left join public.account_entitlements as entitlement
      on entitlement.account_id = event.account_id and entitlement.feature_code = event.feature_code
    left join public.user_usage as usage
      on usage.account_id = event.account_id
      and usage.feature_code = event.feature_code
      and usage.period_start = event.period_start
    left join public.usage_idempotency_keys as taken
      on taken.account_id = event.account_id and taken.key = event.key
    order by event.ordinal
  loop
    v_twin := null;
    if v_event.key is not null and (v_event.is_taken or v_has_twins) then
      v_hash := public.usage_request_hash(
        v_event.feature_code, v_event.amount, v_event.occurred_at, v_event.metadata
      );
      if v_event.is_taken then
        return next public.replay_usage(
          p_ordinals[v_event.ordinal], v_event.account_id, v_event.key, v_event.feature_code, v_hash
        );
        continue;
      end if;
      select min(earlier.ordinal)
      into v_twin
      from unnest(p_account_ids, p_keys, v_ids) with ordinality as earlier(account_id, key, id, ordinal)
      where earlier.account_id = v_event.account_id and earlier.key = v_event.key and earlier.id is not null;
    end if;

    -- The first event of a counter takes its state over from the row; the next ones go on from there.
    if v_event.counter is distinct from v_place then
      if v_place is not null then
        v_counters[v_place] := v_counter;
      end if;
      v_place := v_event.counter;
      v_counter := v_counters[v_place];
    end if;
    if v_is_touched[v_place] is null then
      v_is_touched[v_place] := false;
      v_counter := v_event.counter_row;
      if v_counter.reserved > 0
        or v_counter.quota_valid_until <= p_now
        or v_counter.quota <> v_event.quota_now
      then
        v_counter := public.refresh_counter(v_counter, v_event.entitlement_row, p_now);
      end if;
    end if;
    -- What happened in a period that is over is judged by what was allowed then.
    v_is_granted := case
      when v_counter.period_end > p_now then v_event.quota_now is not null
      when v_counter.is_granted then true
      when v_counter.period_start is not null
      then public.quota_at(v_event.account_id, v_event.feature_code, v_event.at) is not null
      else v_event.quota_now is not null
        or public.was_granted(v_event.account_id, v_event.feature_code, v_event.at, p_now)
    end;
    v_refusal := public.refusal_of(v_counter.quota, v_counter.used + v_counter.reserved, v_event.amount);

    v_outcome := null;
    v_outcome.ordinal := p_ordinals[v_event.ordinal];
    v_outcome.status := 'rejected';

    if v_twin is not null then
      if v_hash = public.usage_request_hash(
        p_feature_codes[v_twin], p_amounts[v_twin], p_occurred_ats[v_twin], p_metadata[v_twin]
      ) then
        v_outcome.status := 'replayed';
        v_outcome.record_id := v_ids[v_twin];
        v_outcome.alerts := v_alerts[v_twin];
      else
        v_outcome.code := 'idempotency_mismatch';
      end if;
    elsif v_event.kind = 'boolean' then
      v_outcome.code := 'feature_not_metered';
    elsif not v_is_granted then
      v_outcome.code := case
        when exists (select from public.features as feature where feature.code = v_event.feature_code)
        then 'feature_not_in_plan'
        else 'feature_unknown'
      end;
    elsif v_event.at < p_now - public.max_usage_age() then
      v_outcome.code := 'occurred_at_too_old';
    elsif v_event.at > p_now + public.max_clock_skew() then
      v_outcome.code := 'occurred_at_in_future';
    elsif v_counter.period_start is null then
      -- Late; unless the account was given the feature only after we had looked for its counter.
      if public.open_counters(
        array[v_event.account_id], array[v_event.feature_code], array[v_event.at], p_now
      ) > 0 then
        raise exception 'the feature was granted meanwhile' using errcode = 'serialization_failure';
      end if;
      v_outcome.status := 'recorded';
    elsif v_refusal is not null then
      -- The entitlement's other overage policies (credits, bill) will be tried here before refusing.
      v_outcome.code := v_refusal;
      if v_refusal = 'quota_exceeded' then
        v_outcome.retry_at := public.quota_retry_at(
          v_counter, v_event.entitlement_row, v_event.amount, v_event.occurred_at is not null, p_now
        );
      end if;
    else
      v_outcome.status := 'recorded';
      if not v_is_touched[v_place] then
        v_counter.version := public.next_version(v_counter.version, v_clock);
        v_is_touched[v_place] := true;
      end if;
      v_counter.used := v_counter.used + v_event.amount;
      if v_counter.used >= v_counter.next_alert_used then
        select string_agg(crossed.threshold::text, ',' order by crossed.threshold)
        into v_outcome.alerts
        from unnest(v_event.alert_thresholds) as crossed(threshold)
        where public.alert_amount(v_counter.quota, crossed.threshold)
          between v_counter.next_alert_used and v_counter.used
          -- Told before a void brought the counter below it.
          and not exists (
            select
            from public.quota_alerts as fired
            where fired.account_id = v_counter.account_id
              and fired.feature_code = v_counter.feature_code
              and fired.period_start = v_counter.period_start
              and fired.limit_epoch = v_counter.limit_epoch
              and fired.threshold = crossed.threshold
          );
        v_alerts[v_event.ordinal] := v_outcome.alerts;
        v_counter.next_alert_used := public.next_alert_used(
          v_counter.quota, v_event.alert_thresholds, v_counter.used
        );
      end if;
      v_used_after[v_event.ordinal] := v_counter.used;
      v_versions[v_event.ordinal] := v_counter.version;
      v_quotas[v_event.ordinal] := v_counter.quota;
      v_reserveds[v_event.ordinal] := v_counter.reserved;
    end if;

    if v_outcome.status = 'recorded' then
      v_outcome.record_id := public.uuid_v7(p_now);
      v_ids[v_event.ordinal] := v_outcome.record_id;
      if v_event.key is not null then
        v_key_count := v_key_count + 1;
      end if;
    end if;
    v_outcome.reset_period := coalesce(v_counter.reset_period, v_event.reset_period);
    v_outcome.time_zone := coalesce(v_event.time_zone, v_counter.time_zone);
    if not v_is_granted then
      -- The counter of a feature that nothing grants any more says nothing that may be told or remembered.
      return next v_outcome;
      continue;
    end if;
    v_outcome.quota := v_counter.quota;
    v_outcome.used := case when v_twin is null then v_counter.used else v_used_after[v_twin] end;
    v_outcome.reserved := v_counter.reserved;
    v_outcome.period_start := v_counter.period_start;
    v_outcome.period_end := v_counter.period_end;
    v_outcome.version := case when v_twin is null then v_counter.version else 0 end;
    v_outcome.valid_until := least(
      v_counter.period_end,
      p_believed_until,
      public.quota_valid_until(v_event.override_quota, v_event.override_expires_at, p_now)
    );
    return next v_outcome;
  end loop;

  perform public.write_feature_usage(
    p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, p_now,
    p_period_starts, v_ids, v_used_after, v_versions, v_quotas, v_reserveds, v_alerts, v_key_count
  );
end;
$$;
