-- Gives accounts a plan version from an instant on: the one way in which an account comes to a plan, whether at
-- sign-up, by an admin, by a published version, at renewal or by a purchase (see give_plan_version).
-- Errors: MSCLO one of them is closed.
-- Locks: lock_accounts, then counters, then credits.
create or replace function public.apply_plan_version(
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform public.lock_accounts(p_account_ids);
  perform public.require_open_accounts(p_account_ids);
  -- Another version that was due held until this one.
  perform public.apply_due_versions(
    array(
      select account_id
      from public.account_plans
      where account_id = any (p_account_ids) and next_plan_version_id <> p_plan_version_id
      order by account_id
    ),
    p_now
  );
  perform public.give_plan_version(p_account_ids, p_plan_version_id, p_now);
end;
$$;
