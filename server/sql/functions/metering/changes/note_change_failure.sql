-- Notes that a change that many accounts get could not be made to this one: it is tried again after a minute, and twice
-- as long each time, up to four hours. Another version begins anew.
--
-- An account that was only locked by another transaction, or lost to one, is tried again after a second, and from the
-- sixth time on a quarter later each time, up to a minute: so that who lets go of it after some time has delayed it by
-- a quarter of that, and many that are held for long cost little. Such a try counts as an attempt where ten seconds lie
-- before it, and none of the first five does: admins hear of what is held for minutes. They put off no further try of
-- an account that fails for another reason.
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
  v_counts := not v_is_held
    or (v_before.quick_tries >= 5 and p_now - v_before.failed_at >= interval '10 seconds');

  insert into public.account_change_failures as failure (
    account_id, change, plan_version_id, attempts, quick_tries, was_held, error, failed_at, retry_at
  )
  values (
    p_account_id, p_change, p_plan_version_id,
    v_before.attempts + v_counts::int,
    v_before.quick_tries + v_is_held::int,
    v_is_held, p_error, p_now,
    p_now + case
      when v_is_held then
        least(interval '1 minute', interval '1 second' * 1.25 ^ least(greatest(v_before.quick_tries - 4, 0), 30))
      when v_before.was_held then interval '1 minute'
      else public.retry_delay(v_before.attempts, interval '1 minute', interval '4 hours')
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
