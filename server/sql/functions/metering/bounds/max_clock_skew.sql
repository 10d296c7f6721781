-- How far ahead of our clock a caller's clock may be: a use dated later than this is refused.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.max_clock_skew() returns interval
language sql
immutable
parallel safe
as $$
  select interval '5 minutes';
$$;
