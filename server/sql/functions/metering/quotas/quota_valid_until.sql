-- Until when the effective quota of an instant holds: the end of an override that is in force.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.quota_valid_until(
  p_override_quota bigint,
  p_override_expires_at timestamptz,
  p_at timestamptz
) returns timestamptz
language sql
immutable
parallel safe
as $$
  select case
    when p_override_quota is not null and public.override_holds(p_override_expires_at, p_at)
    then coalesce(p_override_expires_at, 'infinity')
    else 'infinity'
  end;
$$;
