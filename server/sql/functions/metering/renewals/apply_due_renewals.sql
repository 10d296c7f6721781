-- Gives the version they wait for to accounts whose month has ended, at most `p_limit` at a time and all of one
-- version, so that their counters are locked in key order. Returns those that were tried; none when nothing is left, or
-- another node is at it.
-- A turn passes over all that are due, and tries each once: `p_turn_began_at` is the instant of its first try (null:
-- this is the first), and who has failed since then keeps those behind waiting no longer. It has no default, as whoever
-- leaves it out would end at the first ones that fail.
create or replace function public.apply_due_renewals(
  p_limit int,
  p_turn_began_at timestamptz,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, is_renewed boolean, tried_at timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  v_version_id uuid;
  v_account_ids uuid[];
  v_renewed_ids uuid[];
begin
  -- Two nodes at once would each note the accounts that the other has locked as failures.
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtext('apply_due_renewals')) then
    return;
  end if;

  with due as (
    select account_plan.account_id, account_plan.next_plan_version_id as version_id, account_plan.renews_at
    from public.account_plans as account_plan
    where account_plan.next_plan_version_id is not null
      and account_plan.renews_at <= p_now
      and not exists (
        select
        from public.account_change_failures as failure
        where failure.account_id = account_plan.account_id
          and failure.change = 'renewal'
          and failure.plan_version_id = account_plan.next_plan_version_id
          and (failure.retry_at > p_now or failure.failed_at >= p_turn_began_at)
      )
    order by account_plan.renews_at
    limit p_limit
  )
  select first.version_id, array_agg(due.account_id)
  into v_version_id, v_account_ids
  from (select version_id from due order by renews_at limit 1) as first
  join due on due.version_id = first.version_id
  group by first.version_id;

  if found then
    v_renewed_ids := public.change_accounts('renewal', v_account_ids, v_version_id, p_now);
    return query
    select tried.id, tried.id = any (v_renewed_ids), p_now
    from unnest(v_account_ids) as tried(id);
  end if;
end;
$$;
