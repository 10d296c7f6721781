-- How far apart two time zones may put the end of one and the same month, counted from one instant: a day where a short
-- month cuts the day of one of them only, and what daylight saving time adds.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.month_end_leeway() returns interval
language sql
immutable
parallel safe
as $$
  select interval '27 hours';
$$;
