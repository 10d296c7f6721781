-- Part of audit_usage: what a hold was committed to is one record of that amount, an alert stands for what was
-- crossed, and no counter whose quota never changed stands above it.
create or replace function public.audit_usage_holds(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with charged as (
    select record.account_id, record.reservation_id as id, count(*) as records, sum(record.amount) as amount
    from public.usage_records as record
    where record.account_id between p_from_account_id and p_to_account_id and record.reservation_id is not null
    group by record.account_id, record.reservation_id
  )
  select
    'a committed hold = its record', hold.account_id,
    jsonb_build_object(
      'reservation', hold.id, 'is', coalesce(charged.amount, 0), 'should be', coalesce(hold.committed_amount, 0)
    )
  from public.usage_reservations as hold
  left join charged using (account_id, id)
  where hold.account_id between p_from_account_id and p_to_account_id
    and (
      coalesce(charged.amount, 0) <> coalesce(hold.committed_amount, 0)
      or charged.records > 1
      or (hold.status = 'committed') <> (hold.committed_amount is not null)
    )
    and (charged.id is not null or public.uuid_v7_floor(hold.closed_at) >= public.oldest_kept_usage())
  union all
  select
    'an alert was crossed', alert.account_id,
    jsonb_build_object(
      'alert', alert.id, 'is', alert.used, 'should be at least', public.alert_amount(alert.quota, alert.threshold)
    )
  from public.quota_alerts as alert
  where alert.account_id between p_from_account_id and p_to_account_id
    and alert.threshold < public.overage_threshold()
    and alert.used < public.alert_amount(alert.quota, alert.threshold)
  union all
  -- Lowering a quota may leave a counter above it, and so may what another reset period counted and it carries.
  select
    'no counter is above its quota', usage.account_id,
    jsonb_build_object(
      'featureCode', usage.feature_code, 'periodStart', usage.period_start,
      'is', usage.used + usage.reserved, 'should be at most', usage.quota + usage.overage
    )
  from public.user_usage as usage
  where usage.account_id between p_from_account_id and p_to_account_id
    and usage.quota <> -1
    and usage.used + usage.reserved > usage.quota + usage.overage
    and usage.limit_epoch = 1
    and usage.counts_from = usage.period_start;
$$;
