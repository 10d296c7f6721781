-- How long ago a use may have happened when it is told; as long, at least, its key is remembered.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.max_usage_age() returns interval
language sql
immutable
parallel safe
as $$
  select interval '35 days';
$$;
