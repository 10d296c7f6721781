-- Notes that a change that many accounts get could not be made to this one: it is tried again after a minute, and twice
-- as long each time, up to four hours. Another version begins anew.
-- Called by: change_accounts, change_locked_accounts.
create or replace function public.note_change_failure(
  p_change text,
  p_account_id uuid,
  p_plan_version_id uuid,
  p_error text,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.account_change_failures as failure (
    account_id, change, plan_version_id, attempts, error, failed_at, retry_at
  )
  values (
    p_account_id, p_change, p_plan_version_id, 1, p_error, p_now, p_now + interval '1 minute'
  )
  on conflict (account_id, change) do update
  set
    plan_version_id = excluded.plan_version_id,
    attempts = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then 1
      else failure.attempts + 1
    end,
    error = excluded.error,
    failed_at = excluded.failed_at,
    retry_at = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then excluded.retry_at
      else p_now + least(interval '1 minute' * 2 ^ least(failure.attempts, 10), interval '4 hours')
    end,
    told_at = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then null
      else failure.told_at
    end;
end;
$$;
