-- Whether a feature that is on or off is on at an instant: by the override while it lasts (-1 on, 0 off), else by the
-- plan.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.is_switched_on(
  p_plan_version_id uuid,
  p_is_enabled boolean,
  p_override_quota bigint,
  p_override_expires_at timestamptz,
  p_at timestamptz
) returns boolean
language sql
immutable
parallel safe
as $$
  select case
    when p_override_quota is not null and public.override_holds(p_override_expires_at, p_at) then p_override_quota <> 0
    else p_plan_version_id is not null and p_is_enabled
  end;
$$;
