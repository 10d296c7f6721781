-- Gives the version they wait for to accounts whose month has ended, at most `p_limit` at a time and all of one
-- version, so that their counters are locked in key order. Returns the accounts.
create or replace function public.apply_due_renewals(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns setof uuid
language plpgsql
set search_path = ''
as $$
declare
  v_version_id uuid;
  v_account_ids uuid[];
begin
  select next_plan_version_id
  into v_version_id
  from public.account_plans
  where next_plan_version_id is not null and renews_at <= p_now
  order by renews_at
  limit 1;

  select array_agg(due.account_id order by due.account_id)
  into v_account_ids
  from (
    select account_id
    from public.account_plans
    where next_plan_version_id = v_version_id and renews_at <= p_now
    order by renews_at
    limit p_limit
  ) as due;

  if v_account_ids is null then
    return;
  end if;
  perform public.lock_accounts(v_account_ids);
  -- Once more: somebody may have been given another plan before we had the locks.
  select array_agg(account_id order by account_id)
  into v_account_ids
  from public.account_plans
  where account_id = any (v_account_ids) and next_plan_version_id = v_version_id and renews_at <= p_now;

  if v_account_ids is not null then
    perform public.apply_plan_version(v_account_ids, v_version_id, p_now);
    return query select unnest(v_account_ids);
  end if;
end;
$$;
