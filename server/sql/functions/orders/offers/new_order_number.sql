-- A number that nobody guesses, sortable by day: the UTC day, and 14 characters of 32 from 70 random bits. They leave
-- out what looks like another: I, L, O, U.
create or replace function public.new_order_number(p_now timestamptz) returns text
language sql
volatile
set search_path = ''
as $$
  select to_char(p_now at time zone 'UTC', 'YYYYMMDD') || string_agg(
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(uuid_send(gen_random_uuid()), 0) & 31), 1), ''
  )
  from generate_series(1, 14);
$$;
