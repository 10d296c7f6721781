-- The most that a counter or a balance may hold, reservations included: 2^53 - 1, the largest integer that JavaScript
-- and JSON carry exactly.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.counter_limit() returns bigint
language sql
immutable
parallel safe
as $$
  select 9007199254740991;
$$;
