-- The first answer to a request whose key is taken, or a refusal when the key came with another request.
create or replace function public.replay_usage(
  p_ordinal int,
  p_account_id uuid,
  p_key text,
  p_feature_code text,
  p_request_hash uuid
) returns public.usage_outcome
language sql
stable
set search_path = ''
as $$
  select
    p_ordinal,
    case when taken.request_hash = p_request_hash then 'replayed' else 'rejected' end,
    case when taken.request_hash <> p_request_hash then 'idempotency_mismatch' end,
    case when taken.request_hash = p_request_hash then taken.record_id end,
    taken.quota,
    taken.used,
    taken.reserved,
    usage.reset_period,
    usage.period_start,
    usage.period_end,
    coalesce(usage.time_zone, entitlement.time_zone),
    0::bigint,
    null::timestamptz,
    taken.alerts,
    null::timestamptz,
    taken.overage,
    taken.overage_credits,
    payment.units,
    payment.credits,
    null::bigint
  from public.usage_idempotency_keys as taken
  left join public.user_usage as usage
    on usage.account_id = taken.account_id
    and usage.feature_code = p_feature_code
    and usage.period_start = taken.period_start
  left join public.account_entitlements as entitlement
    on entitlement.account_id = taken.account_id and entitlement.feature_code = p_feature_code
  left join public.usage_payments as payment
    on payment.account_id = taken.account_id
    and payment.record_id = taken.record_id
    and taken.request_hash = p_request_hash
  where taken.account_id = p_account_id and taken.key = p_key;
$$;
