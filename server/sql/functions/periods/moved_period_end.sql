-- Where a period ends that was to end at `p_first_end`, once its account has moved to another time zone: at the first
-- boundary of the new zone at or after that, and never in the past. So no zone brings a fresh quota forward.
--
-- A month keeps its end where a boundary of the new zone lies shortly before it (month_end_leeway): the next one would
-- make two months of one.
create or replace function public.moved_period_end(
  p_reset_period text,
  p_anchor_at timestamptz,
  p_time_zone text,
  p_first_end timestamptz,
  p_now timestamptz
) returns timestamptz
language sql
stable
parallel safe
set search_path = ''
as $$
  select case
    when p_reset_period = 'monthly' and period.period_start > p_first_end - public.month_end_leeway()
    then greatest(p_first_end, p_now)
    else period.period_end
  end
  from public.usage_period(
    p_reset_period, p_anchor_at, p_time_zone, greatest(p_first_end - interval '1 microsecond', p_now)
  ) as period;
$$;
