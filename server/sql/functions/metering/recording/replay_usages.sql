-- Answers the events whose keys are taken: each with the first answer to its request, or with a refusal where the key
-- came with another request. It touches no counter, so whatever else a counter is asked for may be judged before or
-- after it.
-- Arrays run in step: the events, and what became of those that are judged already; returned with the rest of the taken
-- ones, null for all others.
create or replace function public.replay_usages(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_outcomes public.usage_outcome[]
) returns public.usage_outcome[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_outcomes public.usage_outcome[] := p_outcomes;
  v_replay public.usage_outcome;
begin
  for v_replay in
    select
      event.ordinal,
      case when event.is_same then 'replayed' else 'rejected' end,
      case when not event.is_same then 'idempotency_mismatch' end,
      case when event.is_same then event.record_id end,
      event.quota,
      event.used,
      event.reserved,
      usage.reset_period,
      usage.period_start,
      usage.period_end,
      coalesce(usage.time_zone, entitlement.time_zone),
      0::bigint,
      null::timestamptz,
      event.alerts,
      null::timestamptz,
      event.overage,
      event.overage_credits,
      payment.units,
      payment.credits,
      null::bigint
    from (
      select
        event.account_id, event.feature_code, event.ordinality::int as ordinal, taken.record_id, taken.period_start,
        taken.quota, taken.used, taken.reserved, taken.overage, taken.overage_credits, taken.alerts,
        taken.request_hash
        = public.usage_request_hash(event.feature_code, event.amount, event.occurred_at, event.metadata) as is_same
      from unnest(
        p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata, p_outcomes
      ) with ordinality
        as event(account_id, feature_code, amount, key, occurred_at, metadata, judged_ordinal)
      join public.usage_idempotency_keys as taken on taken.account_id = event.account_id and taken.key = event.key
      where event.judged_ordinal is null
      -- Hashes once, what is asked four times.
      offset 0
    ) as event
    left join public.user_usage as usage
      on usage.account_id = event.account_id
      and usage.feature_code = event.feature_code
      and usage.period_start = event.period_start
    left join public.account_entitlements as entitlement
      on entitlement.account_id = event.account_id and entitlement.feature_code = event.feature_code
    left join public.usage_payments as payment
      on payment.account_id = event.account_id and payment.record_id = event.record_id and event.is_same
  loop
    v_outcomes[v_replay.ordinal] := v_replay;
  end loop;
  return v_outcomes;
end;
$$;
