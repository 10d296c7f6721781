-- Puts the version's rollout behind the others, as a chunk of it failed.
create or replace function public.defer_plan_rollout(
  p_plan_version_id uuid,
  p_now timestamptz default clock_timestamp()
) returns void
language sql
volatile
set search_path = ''
as $$
  update public.plan_rollouts set failed_at = p_now where plan_version_id = p_plan_version_id;
$$;
