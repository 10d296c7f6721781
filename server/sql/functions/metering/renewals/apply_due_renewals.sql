-- Gives the version they wait for to accounts whose month has ended, at most `p_limit` at a time and all of one
-- version, so that their counters are locked in key order. Returns the accounts; none when nothing was due or no
-- account could be changed: the next call tries others.
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
  -- Two nodes at once would each note the accounts that the other has locked as failures.
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtext('apply_due_renewals')) then
    return;
  end if;

  with due as (
    select account_id, next_plan_version_id as version_id, renews_at
    from public.account_plans as account_plan
    where next_plan_version_id is not null
      and renews_at <= p_now
      and not exists (
        select
        from public.account_change_failures as failure
        where failure.account_id = account_plan.account_id
          and failure.change = 'renewal'
          and failure.plan_version_id = account_plan.next_plan_version_id
          and failure.retry_at > p_now
      )
    order by renews_at
    limit p_limit
  )
  select first.version_id, array_agg(due.account_id)
  into v_version_id, v_account_ids
  from (select version_id from due order by renews_at limit 1) as first
  join due on due.version_id = first.version_id
  group by first.version_id;

  if found then
    return query select unnest(public.change_accounts('renewal', v_account_ids, v_version_id, p_now));
  end if;
end;
$$;
