-- Start of the quarter of an hour in which something happened.
-- No search_path of its own: Postgres inlines it into its callers, which have one.
create or replace function public.quarter_of(p_at timestamptz) returns timestamptz
language sql
immutable
parallel safe
as $$
  select date_bin('15 minutes', p_at, timestamptz '2000-01-01 00:00:00+00');
$$;
