-- The quota that holds at an instant: the override while it lasts, else the plan's; null when neither grants it.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.effective_quota(
  p_plan_quota bigint,
  p_override_quota bigint,
  p_override_expires_at timestamptz,
  p_at timestamptz
) returns bigint
language sql
immutable
parallel safe
as $$
  select case
    when p_override_quota is not null and public.override_holds(p_override_expires_at, p_at) then p_override_quota
    else p_plan_quota
  end;
$$;
