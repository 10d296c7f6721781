-- How long a period that is over still takes uses that happened in it; later ones are late, and charged to nothing.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.usage_grace() returns interval
language sql
immutable
parallel safe
as $$
  select interval '24 hours';
$$;
