-- What versions count by: microseconds since 1970. Read into a variable, as an update must not call it for each row
-- (see next_version).
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.version_clock() returns bigint
language sql
volatile
parallel safe
as $$
  select (extract(epoch from clock_timestamp()) * 1000000)::bigint;
$$;
