-- A version later than the given one and, clock permitting, than any handed out before: microseconds since 1970.
-- Called under the lock of the balance it is for.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.next_credit_version(p_previous bigint) returns bigint
language sql
volatile
parallel safe
as $$
  select greatest(p_previous + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
$$;
