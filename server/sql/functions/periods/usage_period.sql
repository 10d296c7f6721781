-- The half-open period [period_start, period_end) that an instant falls into: a pure function of its arguments.
--
-- daily    from midnight to midnight in the zone; days of 23 and 25 hours are one day.
-- monthly  always anchor + n months on the zone's calendar, never "previous end + 1 month":
--          Jan 31 -> Feb 28 -> Mar 31.
-- yearly   always anchor + n years, likewise.
-- never    one period without end, from the anchor.
create or replace function public.usage_period(
  p_reset_period text,
  p_anchor_at timestamptz,
  p_time_zone text,
  p_at timestamptz,
  out period_start timestamptz,
  out period_end timestamptz
)
language plpgsql
stable
parallel safe
set search_path = ''
as $$
declare
  v_day date;
  v_anchor timestamp;
  v_months int;
  v_step int;
begin
  case p_reset_period
    when 'daily' then
      v_day := (p_at at time zone p_time_zone)::date;
      period_start := public.day_start(v_day, p_time_zone);
      period_end := public.day_start(v_day + 1, p_time_zone);
    when 'monthly', 'yearly' then
      v_step := case p_reset_period when 'monthly' then 1 else 12 end;
      v_anchor := p_anchor_at at time zone p_time_zone;
      v_months := (extract(year from p_at at time zone p_time_zone) - extract(year from v_anchor)) * 12
        + extract(month from p_at at time zone p_time_zone) - extract(month from v_anchor);
      v_months := v_months - v_months % v_step;
      -- The calendar gives the period to within one; the instants decide.
      while (v_anchor + make_interval(months => v_months)) at time zone p_time_zone > p_at loop
        v_months := v_months - v_step;
      end loop;
      while (v_anchor + make_interval(months => v_months + v_step)) at time zone p_time_zone <= p_at loop
        v_months := v_months + v_step;
      end loop;
      period_start := (v_anchor + make_interval(months => v_months)) at time zone p_time_zone;
      period_end := (v_anchor + make_interval(months => v_months + v_step)) at time zone p_time_zone;
    when 'never' then
      period_start := p_anchor_at;
      period_end := 'infinity';
  end case;
end;
$$;
