-- The level of an alert whose threshold, in percent of the quota, was crossed.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.alert_level(p_threshold smallint) returns text
language sql
immutable
parallel safe
as $$
  select case when p_threshold >= 100 then 'exhausted' when p_threshold >= 95 then 'critical' else 'warning' end;
$$;
