-- Writes what judge_feature_usage accepted: keys in key order, records, and each counter once.
-- Arrays run in step with the call's; `p_record_ids` is null where an event was not accepted, `p_used_after` also
-- where it was late. The caller holds the counters' locks.
-- Errors: 40001 when a twin with another feature took a key in a transaction that we could not see yet.
create or replace function public.write_feature_usage(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_now timestamptz,
  p_period_starts timestamptz[],
  p_record_ids uuid[],
  p_used_after bigint[],
  p_versions bigint[],
  p_quotas bigint[],
  p_reserved bigint[],
  p_alerts text[],
  p_key_count int
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_inserted int;
begin
  if p_key_count > 0 then
    insert into public.usage_idempotency_keys (
      account_id, key, request_hash, record_id, period_start, used, reserved, quota, alerts, created_at
    )
    select
      event.account_id, event.key,
      public.usage_request_hash(event.feature_code, event.amount, event.occurred_at, event.metadata),
      event.record_id, event.period_start, event.used_after, event.reserved, event.quota, event.alerts, p_now
    from unnest(
      p_account_ids, p_feature_codes, p_amounts, p_keys, p_occurred_ats, p_metadata,
      p_period_starts, p_record_ids, p_used_after, p_quotas, p_reserved, p_alerts
    ) as event(
      account_id, feature_code, amount, key, occurred_at, metadata, period_start, record_id, used_after, quota,
      reserved, alerts
    )
    where event.record_id is not null and event.key is not null
    order by event.account_id, event.key collate "C"
    on conflict do nothing;

    get diagnostics v_inserted = row_count;
    if v_inserted <> p_key_count then
      raise exception 'an idempotency key was taken meanwhile' using errcode = 'serialization_failure';
    end if;
  end if;

  insert into public.usage_records (
    account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, metadata, counter_version
  )
  select
    account_id, record_id, feature_code, 'use', amount, coalesce(occurred_at, p_now), p_now, period_start, metadata,
    version
  from unnest(
    p_account_ids, p_feature_codes, p_amounts, p_occurred_ats, p_metadata, p_period_starts, p_record_ids, p_versions
  ) as event(account_id, feature_code, amount, occurred_at, metadata, period_start, record_id, version)
  where record_id is not null;

  update public.user_usage as usage
  set used = usage.used + charged.amount, version = charged.version
  from (
    select account_id, feature_code, period_start, sum(amount)::bigint as amount, max(version) as version
    from unnest(p_account_ids, p_feature_codes, p_amounts, p_period_starts, p_used_after, p_versions)
      as event(account_id, feature_code, amount, period_start, used_after, version)
    where used_after is not null
    group by account_id, feature_code, period_start
  ) as charged
  where usage.account_id = charged.account_id
    and usage.feature_code = charged.feature_code
    and usage.period_start = charged.period_start;
end;
$$;
