-- How far apart two time zones may put the end of one and the same month, counted from one instant: up to two days
-- where February cuts the day of the month in one of them or in both, and what daylight saving time adds.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.month_end_leeway() returns interval
language sql
immutable
parallel safe
as $$
  select interval '51 hours';
$$;
