-- Writes what was recorded in one call: keys in key order, records, and each counter once. Returns false, having
-- written nothing, where a key was taken by another call a moment ago.
-- Arrays run in step: the events as they came, and what became of each; only those `recorded` are written, and late
-- ones are charged to no counter. What credits are about to pay (see pay_overage) stands on counters with the use,
-- since alerts go by what quotas pay. The caller holds the counters' locks.
create or replace function public.write_feature_usage(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_amounts bigint[],
  p_keys text[],
  p_occurred_ats timestamptz[],
  p_metadata jsonb[],
  p_outcomes public.usage_outcome[],
  p_now timestamptz
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_all_inserted boolean;
  v_aim_at timestamptz;
begin
  with event as materialized (
    select *
    from unnest(p_account_ids, p_keys, p_feature_codes, p_amounts, p_occurred_ats, p_metadata, p_outcomes)
      as event(account_id, key, feature_code, amount, occurred_at, metadata)
    where key is not null and status = 'recorded'
  ),
  inserted as (
    insert into public.usage_idempotency_keys (
      account_id, key, request_hash, record_id, period_start, used, reserved, quota, overage, overage_credits, alerts,
      created_at
    )
    select
      account_id, key, public.usage_request_hash(feature_code, amount, occurred_at, metadata), record_id, period_start,
      used, reserved, quota, overage, overage_credits, alerts, p_now
    from event
    order by account_id, key collate "C"
    on conflict do nothing
    returning 1
  )
  select (select count(*) from event) = (select count(*) from inserted) into v_all_inserted;

  if not v_all_inserted then
    delete from public.usage_idempotency_keys as given
    using unnest(p_account_ids, p_keys, p_outcomes) as event(account_id, key)
    where event.status = 'recorded'
      and given.account_id = event.account_id
      and given.key = event.key
      and given.record_id = event.record_id;
    return false;
  end if;

  with event as materialized (
    select *
    from unnest(p_account_ids, p_feature_codes, p_amounts, p_occurred_ats, p_metadata, p_outcomes)
      as event(account_id, feature_code, amount, occurred_at, metadata)
    where status = 'recorded'
  ),
  recorded as (
    insert into public.usage_records (
      account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, metadata, counter_version
    )
    select
      account_id, record_id, feature_code, 'use', amount, coalesce(occurred_at, p_now), p_now, period_start, metadata,
      version
    from event
  )
  update public.user_usage as usage
  set
    used = counter.used,
    overage = counter.overage,
    overage_credits = counter.overage_credits,
    version = counter.version
  from (
    select
      account_id, feature_code, period_start, max(used) as used, coalesce(max(overage), 0) as overage,
      coalesce(max(overage_credits), 0) as overage_credits, max(version) as version
    from event
    where period_start is not null
    group by account_id, feature_code, period_start
  ) as counter
  where usage.account_id = counter.account_id
    and usage.feature_code = counter.feature_code
    and usage.period_start = counter.period_start;

  -- Mostly nothing is to be noted, and this is cheaper than to ask.
  select aim_at into v_aim_at from public.usage_sums_state;
  if p_now < v_aim_at or p_now - public.straggling_after() > any (p_occurred_ats) then
    perform public.note_stragglers(
      array_agg(event.account_id), array_agg(event.record_id), array_agg(coalesce(event.occurred_at, p_now)), p_now
    )
    from unnest(p_account_ids, p_occurred_ats, p_outcomes) as event(account_id, occurred_at)
    where event.status = 'recorded';
  end if;
  return true;
end;
$$;
