-- The threshold of the alert that credits have begun to pay for use beyond the quota: above all percentages.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.overage_threshold() returns smallint
language sql
immutable
parallel safe
as $$
  select 101::smallint;
$$;
