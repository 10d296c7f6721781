-- Marks the account's alert as read, or all that are unread where none is named. One that was read keeps its time.
-- Returns the alert, or those that were unread.
create or replace function public.mark_alerts_read(
  p_account_id uuid,
  p_alert_id uuid default null,
  p_now timestamptz default clock_timestamp()
) returns setof public.quota_alerts
language sql
volatile
set search_path = ''
as $$
  update public.quota_alerts as alert
  set read_at = coalesce(alert.read_at, p_now)
  where alert.account_id = p_account_id
    and (alert.id = p_alert_id or (p_alert_id is null and alert.read_at is null))
  returning alert.*;
$$;
