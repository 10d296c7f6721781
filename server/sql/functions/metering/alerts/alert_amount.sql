-- The amount at which a threshold (percent) of a quota is crossed, rounded up: 80 % of 7 is crossed at 6.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.alert_amount(p_quota bigint, p_threshold smallint) returns bigint
language sql
immutable
parallel safe
as $$
  select ceil(p_quota::numeric * p_threshold / 100)::bigint;
$$;
