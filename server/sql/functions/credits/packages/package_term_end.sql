-- Where a term of so many days ends that begins at an instant: at the same local time, whatever the clocks did.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.package_term_end(
  p_starts_at timestamptz,
  p_days int,
  p_time_zone text
) returns timestamptz
language sql
stable
parallel safe
as $$
  select ((p_starts_at at time zone p_time_zone) + make_interval(days => p_days)) at time zone p_time_zone;
$$;
