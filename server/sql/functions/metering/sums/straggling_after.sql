-- A record told so long after it happened is noted as a straggler.
-- No search_path of its own: Postgres inlines it into its callers, which have one.
create or replace function public.straggling_after() returns interval
language sql
immutable
parallel safe
as $$
  select interval '60 minutes';
$$;
