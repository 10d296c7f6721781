-- The amount used at which the next alert is due: the lowest threshold still above what is used of the quota (see
-- used_of_quota).
-- Null when none is left, and for quotas that are unlimited or none.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.next_alert_used(p_quota bigint, p_thresholds smallint[], p_used bigint) returns bigint
language sql
immutable
parallel safe
as $$
  select min(public.alert_amount(p_quota, threshold))
  from unnest(p_thresholds) as threshold
  where p_quota > 0 and public.alert_amount(p_quota, threshold) > p_used;
$$;
