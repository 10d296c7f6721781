-- A version later than the given one and, clock permitting, than any handed out before. Called under the lock of the
-- row it is for; `p_clock` is version_clock(), read once in each call, after its locks.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.next_version(p_previous bigint, p_clock bigint) returns bigint
language sql
immutable
parallel safe
as $$
  select greatest(p_previous + 1, p_clock);
$$;
