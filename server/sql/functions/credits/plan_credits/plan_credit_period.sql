-- The period of a plan's credits that begins or runs at an instant: a month or a year of the account's calendar, from
-- the anchor on. Periods follow each other without gap: the one that begins where the last one ended, `p_before`
-- (-infinity for none), goes on to the next boundary of the zone which does not belong to that end itself. So a change
-- of zone moves no end that was told, and makes no two periods of one.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.plan_credit_period(
  p_interval text,
  p_anchor_at timestamptz,
  p_time_zone text,
  p_before timestamptz,
  p_at timestamptz
) returns table (period_start timestamptz, period_end timestamptz)
language sql
stable
as $$
  select
    case when p_at < p_before + public.month_end_leeway() then p_before else period.period_start end,
    period.period_end
  from public.usage_period(
    case p_interval when 'month' then 'monthly' else 'yearly' end, p_anchor_at, p_time_zone,
    greatest(p_at, p_before + public.month_end_leeway())
  ) as period;
$$;
