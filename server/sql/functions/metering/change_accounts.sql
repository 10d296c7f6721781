-- Makes a change that many accounts get. An account to which it can't be made, because somebody holds its rows or
-- something refuses it, is left out and noted in account_change_failures, to be tried again later and later; the
-- others get it all the same. Returns the accounts whose entitlements changed.
--
-- p_change: `rollout` and `renewal` give them the version, at once or because their month is over; `renewal_note` has
-- them wait for it; `override_end` ends their overrides that are over, and needs no version.
-- How: all in a savepoint; where that fails, half of them, and so on until the culprit stands alone.
-- Locks: as lock_accounts, then counters. The order of locks holds across halves, as both are in the order of ids.
-- Called by: advance_plan_rollout, apply_due_renewals, end_due_overrides.
create or replace function public.change_accounts(
  p_change text,
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz
) returns uuid[]
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
declare
  v_count constant int := cardinality(p_account_ids);
  v_reached uuid[];
  v_error text;
begin
  -- What the first halves have locked waits meanwhile: only who stands alone is worth a longer wait.
  perform set_config('lock_timeout', case when v_count > 1 then '200ms' else '1s' end, true);
  begin
    case p_change
      when 'renewal_note' then
        perform public.note_renewal(p_account_ids, p_plan_version_id);
        v_reached := '{}';
      when 'override_end' then
        v_reached := public.end_overrides(p_account_ids, p_now);
      else
        perform public.lock_accounts(p_account_ids);
        -- Some may have left for another plan, or come to a later version, before we had their locks.
        select coalesce(array_agg(held.account_id order by held.account_id), '{}')
        into v_reached
        from public.account_plans as held
        join public.plan_versions as has on has.id = held.plan_version_id
        join public.plan_versions as given on given.id = p_plan_version_id
        where held.account_id = any (p_account_ids)
          and held.plan_id = given.plan_id
          and has.version < given.version
          and (
            p_change = 'rollout' or (held.next_plan_version_id = p_plan_version_id and held.renews_at <= p_now)
          );
        perform public.apply_plan_version(v_reached, p_plan_version_id, p_now);
    end case;

    delete from public.account_change_failures where account_id = any (p_account_ids) and change = p_change;
    return v_reached;
  exception
    when others then
      v_error := sqlerrm;
  end;

  if v_count > 1 then
    return public.change_accounts(p_change, p_account_ids[:v_count / 2], p_plan_version_id, p_now)
      || public.change_accounts(p_change, p_account_ids[v_count / 2 + 1:], p_plan_version_id, p_now);
  end if;

  insert into public.account_change_failures as failure (
    account_id, change, plan_version_id, attempts, error, failed_at, retry_at
  )
  values (
    p_account_ids[1], p_change, p_plan_version_id, 1, v_error, p_now, p_now + interval '1 minute'
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
    -- Twice as long each time, up to four hours.
    retry_at = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then excluded.retry_at
      else p_now + least(interval '1 minute' * 2 ^ least(failure.attempts, 10), interval '4 hours')
    end,
    told_at = case
      when failure.plan_version_id is distinct from excluded.plan_version_id then null
      else failure.told_at
    end;
  return '{}';
end;
$$;
