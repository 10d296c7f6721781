-- Part of audit_usage: each counter is the sum of its records and of its holds, and no two of a feature overlap.
create or replace function public.audit_usage_counters(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with charged as (
    select record.account_id, record.feature_code, record.period_start, sum(record.amount) as amount
    from public.usage_records as record
    where record.account_id between p_from_account_id and p_to_account_id and record.period_start is not null
    group by record.account_id, record.feature_code, record.period_start
  ),
  held as (
    select hold.account_id, hold.feature_code, hold.period_start, sum(hold.amount) as amount
    from public.usage_reservations as hold
    where hold.account_id between p_from_account_id and p_to_account_id and hold.status = 'held'
    group by hold.account_id, hold.feature_code, hold.period_start
  ),
  counter as (
    select
      usage.*,
      lead(usage.period_start)
        over (partition by usage.account_id, usage.feature_code order by usage.period_start) as next_start,
      jsonb_build_object('featureCode', usage.feature_code, 'periodStart', usage.period_start) as place
    from public.user_usage as usage
    where usage.account_id between p_from_account_id and p_to_account_id
  )
  select failed.rule, counter.account_id, counter.place || jsonb_build_object('is', failed.found) || failed.expected
  from counter
  left join charged using (account_id, feature_code, period_start)
  left join held using (account_id, feature_code, period_start)
  cross join lateral (
    values
      (
        'used = sum of records', counter.used,
        jsonb_build_object('should be', counter.carried + coalesce(charged.amount, 0)),
        counter.used <> counter.carried + coalesce(charged.amount, 0)
          -- Of months that are gone records are missing, and of those that were told at their end, dated ahead: the
          -- counter keeps what it holds. Of what it carried a reset may have gone, too: no less than nothing was left.
          and (
            counter.used < coalesce(charged.amount, 0)
            or public.uuid_v7_floor(counter.period_start - public.max_clock_skew()) >= public.oldest_kept_usage()
          )
      ),
      (
        'reserved = sum of holds', counter.reserved, jsonb_build_object('should be', coalesce(held.amount, 0)),
        counter.reserved <> coalesce(held.amount, 0)
      )
  ) as failed(rule, found, expected, is_so)
  where failed.is_so
  union all
  select
    'periods do not overlap', counter.account_id,
    counter.place || jsonb_build_object('is', counter.period_end, 'should be at most', counter.next_start)
  from counter
  where counter.next_start < counter.period_end
  union all
  select
    'charged records have a counter', charged.account_id,
    jsonb_build_object(
      'featureCode', charged.feature_code, 'periodStart', charged.period_start, 'is', charged.amount, 'should be', 0
    )
  from charged
  left join counter using (account_id, feature_code, period_start)
  where counter.account_id is null;
$$;
