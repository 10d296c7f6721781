-- The level of an alert whose threshold, in percent of the quota, was crossed; overage_threshold stands for the first
-- use that credits paid.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.alert_level(p_threshold smallint) returns text
language sql
immutable
parallel safe
as $$
  select case
    when p_threshold >= public.overage_threshold() then 'overage_started'
    when p_threshold >= 100 then 'exhausted'
    when p_threshold >= 95 then 'critical'
    else 'warning'
  end;
$$;
