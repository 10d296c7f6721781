-- The first instant of a calendar day in a time zone, also where midnight does not exist (the clock jumps over
-- it) or comes twice (the clock is set back to it, as in Havana): Postgres takes the later of two, we the first.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.day_start(p_day date, p_time_zone text) returns timestamptz
language sql
stable
parallel safe
as $$
  select case
    when ((midnight - interval '1 hour') at time zone p_time_zone)::date = p_day then midnight - interval '1 hour'
    else midnight
  end
  from (select p_day::timestamp at time zone p_time_zone as midnight) as local_day;
$$;
