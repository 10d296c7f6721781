-- Judges events one by one, in their order: the careful half of record_feature_usage_many, for counters where not
-- everything simply fits. A refused event uses nothing up, so that a later, smaller one may still fit; a running sum
-- could not say that. Where the quota does not suffice, credits may have to pay (see judge_overage): what they pay is
-- told in the outcome, and taken by pay_overage once all is written. Writes nothing but what is due by itself (see
-- refresh_counter, settle_credits). Costs what its own events cost, however many of the call are judged already.
--
-- Arrays run in step: the events, the starts of their counters (null where there is none), and what became of those
-- that are judged already, which is returned with the rest: all events of a counter are among them or none, but for
-- replays (see replay_usages), of which none is left. What is told may be believed until `p_believed_until` at most.
-- The caller holds those counters' locks.
-- Locks: the balances of accounts whose credits may have to pay.
-- Errors: 40001 (nothing has happened, try again); 55P03 somebody holds a balance.
create or replace function public.judge_feature_usage(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_period_starts timestamptz[],
  p_outcomes public.usage_outcome[],
  p_believed_until timestamptz,
  p_now timestamptz
) returns public.usage_outcome[]
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_outcomes public.usage_outcome[] := p_outcomes;
  -- The events that are left, and what becomes of them; in step.
  v_account_ids uuid[];
  v_feature_codes text[];
  v_amounts bigint[];
  v_keys text[];
  v_occurred_ats timestamptz[];
  v_metadata jsonb[];
  v_period_starts timestamptz[];
  v_ordinals int[];
  v_judged public.usage_outcome[] := '{}';
  v_event record;
  -- Counters after the events so far, by the events' `counter`; and whether a use was accepted, null before the first.
  v_counters public.user_usage[] := '{}';
  v_is_touched boolean[] := '{}';
  -- Accounts whose credits may have to pay; what each has left of them, and of which counters that has been told.
  v_payers record;
  v_available bigint[];
  v_payer int;
  v_payment record;
  v_is_overage_told boolean[] := '{}';
  v_counter public.user_usage;
  v_used_of_quota bigint;
  v_entitlement public.account_entitlements;
  v_is_granted boolean;
  v_twin int;
  v_outcome public.usage_outcome;
begin
  select
    array_agg(account_id order by ordinality), array_agg(feature_code order by ordinality),
    array_agg(amount order by ordinality), array_agg(key order by ordinality),
    array_agg(occurred_at order by ordinality), array_agg(metadata order by ordinality),
    array_agg(counter_start order by ordinality), array_agg(ordinality::int order by ordinality)
  into
    v_account_ids, v_feature_codes, v_amounts, v_keys, v_occurred_ats, v_metadata, v_period_starts, v_ordinals
  from unnest(
    p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, p_period_starts, p_outcomes
  ) with ordinality
    as event(account_id, feature_code, amount, key, occurred_at, metadata, counter_start, judged_ordinal)
  where judged_ordinal is null;

  v_payers := public.lock_overage_balances(
    v_account_ids, v_feature_codes, v_amounts, v_period_starts, '{}', p_now
  );
  v_available := v_payers.available;

  for v_event in
    select
      event.account_id, event.feature_code, event.amount, event.key, event.occurred_at, event.metadata,
      event.ordinality::int as place, coalesce(event.occurred_at, p_now) as at,
      event.key is not null and count(*) over (partition by event.account_id, event.key) > 1 as has_twin,
      public.effective_quota(
        entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
      ) as quota_now,
      entitlement,
      usage as counter_row,
      dense_rank() over (order by event.account_id, event.feature_code collate "C", event.counter_start)::int as counter
    from unnest(
      v_account_ids, v_feature_codes, v_amounts, v_keys, v_occurred_ats, v_metadata, v_period_starts
    ) with ordinality
      as event(account_id, feature_code, amount, key, occurred_at, metadata, counter_start)
    left join public.account_entitlements as entitlement
      on entitlement.account_id = event.account_id and entitlement.feature_code = event.feature_code
    left join public.user_usage as usage
      on usage.account_id = event.account_id
      and usage.feature_code = event.feature_code
      and usage.period_start = event.counter_start
    order by event.ordinality
  loop
    v_entitlement := v_event.entitlement;
    v_counter := v_counters[v_event.counter];
    if v_is_touched[v_event.counter] is null then
      v_is_touched[v_event.counter] := false;
      v_counter := v_event.counter_row;
      if v_counter.reserved > 0
        or v_counter.quota_valid_until <= p_now
        or v_counter.quota <> v_event.quota_now
      then
        v_counter := public.refresh_counter(v_counter, v_entitlement, p_now);
      end if;
      v_counters[v_event.counter] := v_counter;
    end if;
    v_is_granted := case
      when v_counter.period_end > p_now then v_event.quota_now is not null
      else public.was_granted(v_counter, v_event.account_id, v_event.feature_code, v_event.quota_now, v_event.at, p_now)
    end;
    v_outcome := null;
    v_outcome.ordinal := v_ordinals[v_event.place];
    v_outcome.status := 'rejected';
    v_twin := case when v_event.has_twin then (
      select min(earlier.ordinality)
      from unnest(v_account_ids, v_keys, v_judged) with ordinality as earlier(account_id, key)
      where earlier.account_id = v_event.account_id
        and earlier.key = v_event.key
        and earlier.status = 'recorded'
        and earlier.ordinality < v_event.place
    ) end;

    if v_twin is null then
      v_outcome.code := case
        when v_entitlement.kind = 'boolean' then 'feature_not_metered'
        when not v_is_granted then public.refusal_without_grant(v_event.feature_code)
        when v_event.at < p_now - public.max_usage_age() then 'occurred_at_too_old'
        when v_event.at > p_now + public.max_clock_skew() then 'occurred_at_in_future'
        else coalesce(
          public.refusal_of(
            v_counter.quota, v_counter.overage, v_counter.used + v_counter.reserved, v_event.amount
          ),
          public.waiting_refusal(v_entitlement, v_counter, v_event.amount, v_event.at, p_now)
        )
      end;
      v_payer := case
        when v_outcome.code = 'quota_exceeded' then array_position(v_payers.account_ids, v_event.account_id)
      end;
      if v_payer is not null then
        v_payment := public.judge_overage(
          v_counter, public.overage_terms(v_counter, v_entitlement, v_event.at, p_now), v_available[v_payer],
          v_event.amount
        );
        v_outcome.code := v_payment.code;
        if v_payment.code is null then
          v_available[v_payer] := v_available[v_payer] - v_payment.credits;
          v_counter.overage := v_counter.overage + v_payment.units;
          v_counter.overage_credits := v_counter.overage_credits + v_payment.credits;
        end if;
        v_outcome.paid_units := v_payment.units;
        v_outcome.paid_credits := v_payment.credits;
        v_outcome.available_credits := case v_payment.code
          when 'insufficient_credits' then v_available[v_payer]
          when 'quota_exceeded' then public.overage_cap_left(v_counter)
        end;
      end if;
    elsif public.usage_request_hash(v_event.feature_code, v_event.amount, v_event.occurred_at, v_event.metadata)
      = public.usage_request_hash(
        v_feature_codes[v_twin], v_amounts[v_twin], v_occurred_ats[v_twin], v_metadata[v_twin]
      )
    then
      v_outcome.status := 'replayed';
      v_outcome.record_id := v_judged[v_twin].record_id;
      v_outcome.alerts := v_judged[v_twin].alerts;
      v_outcome.paid_units := v_judged[v_twin].paid_units;
      v_outcome.paid_credits := v_judged[v_twin].paid_credits;
    else
      v_outcome.code := 'idempotency_mismatch';
    end if;

    if v_outcome.code = 'quota_exceeded' then
      v_outcome.retry_at := public.quota_retry_at(
        v_counter, v_entitlement, v_event.amount, v_event.occurred_at is not null, p_now
      );
    elsif v_outcome.code is null and v_twin is null then
      v_outcome.status := 'recorded';
      v_outcome.record_id := public.uuid_v7(p_now);
      if v_counter.period_start is null then
        perform public.require_late(v_event.account_id, v_event.feature_code, v_entitlement.version, v_event.at, p_now);
      else
        if not v_is_touched[v_event.counter] then
          v_counter.version := public.next_version(v_counter.version, v_clock);
          v_is_touched[v_event.counter] := true;
        end if;
        v_counter.used := v_counter.used + v_event.amount;
        v_used_of_quota := public.used_of_quota(v_counter.used, v_counter.reserved, v_counter.overage);
        if v_used_of_quota >= v_counter.next_alert_used then
          v_outcome.alerts := public.alerts_to_fire(v_counter, v_entitlement.alert_thresholds);
          v_counter.next_alert_used :=
            public.next_alert_used(v_counter.quota, v_entitlement.alert_thresholds, v_used_of_quota);
        end if;
        if v_outcome.paid_units > 0 and v_is_overage_told[v_event.counter] is null then
          v_is_overage_told[v_event.counter] := true;
          if public.overage_to_tell(v_counter) then
            v_outcome.alerts := concat_ws(',', v_outcome.alerts, public.overage_threshold());
          end if;
        end if;
        v_counters[v_event.counter] := v_counter;
      end if;
    end if;

    v_outcome := public.tell_counter(v_outcome, v_counter, v_entitlement, v_is_granted, p_believed_until, p_now);
    if v_twin is not null and v_is_granted then
      v_outcome.used := v_judged[v_twin].used;
      v_outcome.overage := v_judged[v_twin].overage;
      v_outcome.overage_credits := v_judged[v_twin].overage_credits;
      v_outcome.version := 0;
    end if;
    v_judged[v_event.place] := v_outcome;
    v_outcomes[v_outcome.ordinal] := v_outcome;
  end loop;
  return v_outcomes;
end;
$$;
