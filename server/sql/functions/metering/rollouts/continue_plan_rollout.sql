-- Goes on with the rollout that is next, as advance_plan_rollout does. Returns the accounts whose entitlements changed
-- (null where there is nothing to do), and how many milliseconds their rows were locked: how long a busy server takes
-- to ask for it and to hear of it is not among them.
create or replace function public.continue_plan_rollout(
  p_limit int,
  out account_ids uuid[],
  out took_ms double precision
)
language plpgsql
set search_path = ''
as $$
declare
  v_from constant timestamptz := clock_timestamp();
  v_plan_version_id constant uuid := public.next_plan_rollout();
begin
  if v_plan_version_id is not null then
    account_ids := public.advance_plan_rollout(v_plan_version_id, p_limit);
  end if;
  took_ms := extract(epoch from clock_timestamp() - v_from) * 1000;
end;
$$;
