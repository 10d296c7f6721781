-- What should have happened by itself long ago to the accounts from one id to another: holds and credits that have
-- ended are swept within minutes, alerts go out within seconds. The numbers are right all the same, as whoever touches
-- an account settles it first; but a job or a pump does not run.
create or replace function public.overdue_of_accounts(
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_now timestamptz
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'no hold is past its time', hold.account_id,
    jsonb_build_object(
      'featureCode', hold.feature_code, 'periodStart', hold.period_start, 'reservation', hold.id,
      'is', hold.expires_at, 'should be after', p_now
    )
  from public.usage_reservations as hold
  where hold.account_id between p_from_account_id and p_to_account_id
    and hold.status = 'held'
    and hold.expires_at < p_now - public.overdue_after()
  union all
  select
    'no credits are past their time', balance.account_id,
    jsonb_build_object('is', balance.due_at, 'should be after', p_now)
  from public.credit_balances as balance
  where balance.account_id between p_from_account_id and p_to_account_id
    and balance.due_at < p_now - public.overdue_after()
  union all
  select
    'alerts go out', alert.account_id,
    jsonb_build_object(
      'featureCode', alert.feature_code, 'alert', alert.id,
      'is', alert.created_at, 'should be after', p_now - interval '10 minutes'
    )
  from public.quota_alerts as alert
  where alert.account_id between p_from_account_id and p_to_account_id
    and alert.sent_at is null
    and alert.created_at < p_now - interval '10 minutes';
$$;
