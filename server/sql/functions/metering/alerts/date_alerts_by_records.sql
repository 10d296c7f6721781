-- Dates an account's alerts by the records that crossed their thresholds, for a story told after it happened: raised
-- just now, about the past. They count as sent then, and those of long ago as read.
create or replace function public.date_alerts_by_records(p_account_id uuid, p_now timestamptz) returns void
language sql
volatile
set search_path = ''
as $$
  update public.quota_alerts as alert
  set created_at = crossing.at,
    sent_at = crossing.at,
    read_at = case when crossing.at < p_now - interval '30 hours' then crossing.at + interval '3 hours' end
  from (
    select raised.id, min(running.created_at) as at
    from public.quota_alerts as raised
    cross join lateral (
      select record.created_at, sum(record.amount) over (order by record.created_at, record.id) as total
      from public.usage_records as record
      where record.account_id = raised.account_id
        and record.feature_code = raised.feature_code
        and record.occurred_at >= raised.period_start
        and record.period_start = raised.period_start
    ) as running
    where raised.account_id = p_account_id
      and running.total >= public.alert_amount(raised.quota, raised.threshold)
    group by raised.id
  ) as crossing
  where alert.account_id = p_account_id and alert.id = crossing.id;
$$;
