-- How long after its time something that happens by itself is a finding: sweepers and pumps need minutes at most.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.overdue_after() returns interval
language sql
immutable
parallel safe
as $$
  select interval '1 hour';
$$;
