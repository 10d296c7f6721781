-- Makes the same change to many accounts. Where it fails for an account, because another transaction has locked its row
-- or by an error, that account is left out and noted in account_change_failures, and tried again at growing intervals;
-- the others are changed all the same. Returns the accounts whose entitlements changed.
--
-- p_change: `rollout` and `renewal` give the version, at once or because the month is over; `renewal_note` notes that
-- it comes with the next renewal; `override_end` ends overrides whose time is over, and needs no version.
-- Locks: accounts in the order of their ids, without waiting; then as change_locked_accounts.
create or replace function public.change_accounts(
  p_change text,
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz
) returns uuid[]
language plpgsql
set search_path = ''
-- Uses lock counters for some milliseconds only. Waiting longer would keep the accounts already locked here waiting,
-- too; an account whose rows were only locked is tried again soon.
set lock_timeout = '100ms'
-- See advance_plan_rollout; others come here, too.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
declare
  v_free_ids uuid[];
begin
  select coalesce(array_agg(id order by id), '{}')
  into v_free_ids
  from (
    select id from public.accounts where id = any (p_account_ids) order by id for no key update skip locked
  ) as free;

  -- Overrides that are over are found again by the next look.
  if p_change <> 'override_end' then
    perform public.note_change_failure(
      p_change, id, p_plan_version_id, '55P03', 'locked by another transaction', p_now
    )
    from public.accounts
    where id = any (p_account_ids) and id <> all (v_free_ids);
  end if;

  return public.change_locked_accounts(p_change, v_free_ids, p_plan_version_id, p_now);
end;
$$;
