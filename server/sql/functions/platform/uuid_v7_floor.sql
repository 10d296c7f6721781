-- The least UUIDv7 of an instant: everything made from then on compares greater or equal.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.uuid_v7_floor(p_at timestamptz) returns uuid
language sql
immutable
parallel safe
as $$
  select encode(
    substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3) || '\x00000000000000000000'::bytea, 'hex'
  )::uuid;
$$;
