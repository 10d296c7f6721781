-- Notes that a change that many accounts get could not be made to this one: it is tried again after a minute, and twice
-- as long each time, up to four hours. Another version begins anew.
--
-- An account that was only locked by another transaction, or lost to one, is tried again after a second, and from the
-- sixth time on after five: it gets the change as soon as it is let go of. Of such tries, one in a minute counts as an
-- attempt, and none of the first five.
create or replace function public.note_change_failure(
  p_change text,
  p_account_id uuid,
  p_plan_version_id uuid,
  p_sqlstate text,
  p_error text,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_is_held constant boolean := p_sqlstate in ('55P03', '40001', '40P01');
  v_before public.account_change_failures;
  v_counts boolean;
begin
  select *
  into v_before
  from public.account_change_failures
  where account_id = p_account_id and change = p_change and plan_version_id is not distinct from p_plan_version_id
  for update;
  v_before.attempts := coalesce(v_before.attempts, 0);
  v_before.quick_tries := coalesce(v_before.quick_tries, 0);
  v_counts := not v_is_held or (v_before.quick_tries >= 5 and (v_before.quick_tries - 5) % 12 = 0);

  insert into public.account_change_failures as failure (
    account_id, change, plan_version_id, attempts, quick_tries, was_held, error, failed_at, retry_at
  )
  values (
    p_account_id, p_change, p_plan_version_id,
    v_before.attempts + v_counts::int,
    v_before.quick_tries + v_is_held::int,
    v_is_held, p_error, p_now,
    p_now + case
      when not v_is_held then public.retry_delay(v_before.attempts, interval '1 minute', interval '4 hours')
      when v_before.quick_tries < 5 then interval '1 second'
      else interval '5 seconds'
    end
  )
  on conflict (account_id, change) do update
  set
    plan_version_id = excluded.plan_version_id,
    attempts = excluded.attempts,
    quick_tries = excluded.quick_tries,
    was_held = excluded.was_held,
    error = excluded.error,
    failed_at = excluded.failed_at,
    retry_at = excluded.retry_at,
    told_at = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then null
      else failure.told_at
    end;
end;
$$;
