-- The thresholds that a counter passes with what is used of its quota now (see used_of_quota), where
-- `p_next_alert_used` is the amount that was still to be watched for.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.crossed_thresholds(
  p_quota bigint,
  p_thresholds smallint[],
  p_next_alert_used bigint,
  p_used bigint
) returns setof smallint
language sql
immutable
parallel safe
as $$
  select threshold
  from unnest(p_thresholds) as threshold
  where public.alert_amount(p_quota, threshold) between p_next_alert_used and p_used;
$$;
