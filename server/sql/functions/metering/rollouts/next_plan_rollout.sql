-- The version whose rollout goes on next: the oldest that no other node is at, where one that failed, or only tries
-- again what failed, stands behind those that were published before it did, so that none holds up the others for ever.
-- Null where there is none.
-- Locks: the rollout, until the transaction ends.
create or replace function public.next_plan_rollout(p_now timestamptz default clock_timestamp()) returns uuid
language sql
set search_path = ''
as $$
  select plan_version_id
  from public.plan_rollouts
  where retry_at <= p_now
  order by coalesce(failed_at, created_at), plan_version_id
  limit 1
  for update skip locked;
$$;
