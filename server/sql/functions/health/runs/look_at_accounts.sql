-- Looks at the accounts from one id to another, keeps what is wrong with them, and moves the run on by `p_accounts`.
-- Reads them as they are at one instant and locks none of them. Returns how much was found.
create or replace function public.look_at_accounts(
  p_run_id uuid,
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_accounts int,
  p_now timestamptz default clock_timestamp()
) returns int
language plpgsql
set search_path = ''
as $$
declare
  v_found public.health_breach[];
begin
  perform public.lock_health_findings();
  -- A statement of its own, as the one that waited for the lock has a snapshot older than it.
  v_found := array(
    select breach from public.check_accounts(p_from_account_id, p_to_account_id, p_now) as breach
  );
  perform public.keep_health_findings(v_found, p_from_account_id, p_to_account_id, p_now);
  update public.health_runs
  set accounts = accounts + p_accounts, progress_at = p_now
  where id = p_run_id;
  return cardinality(v_found);
end;
$$;
