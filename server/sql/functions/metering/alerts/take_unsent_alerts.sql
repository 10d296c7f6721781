-- Marks up to p_limit alerts that were not sent yet as sent, oldest first, and returns them: the caller sends them
-- before committing. Callers at the same time get different ones.
create or replace function public.take_unsent_alerts(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns setof public.quota_alerts
language sql
volatile
set search_path = ''
as $$
  update public.quota_alerts as alert
  set sent_at = p_now
  from (
    select account_id, id
    from public.quota_alerts
    where sent_at is null
    order by created_at
    limit p_limit
    for update skip locked
  ) as unsent
  where alert.account_id = unsent.account_id and alert.id = unsent.id
  returning alert.*;
$$;
