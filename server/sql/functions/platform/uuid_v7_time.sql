-- When a UUIDv7 was made, to the millisecond.
create or replace function public.uuid_v7_time(p_id uuid) returns timestamptz
language sql
immutable
parallel safe
set search_path = ''
as $$
  select to_timestamp(('x0000' || substr(replace(p_id::text, '-', ''), 1, 12))::bit(64)::bigint / 1000.0);
$$;
