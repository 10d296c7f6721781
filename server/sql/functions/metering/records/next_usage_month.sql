-- When the month of UTC that begins at an instant is over.
create or replace function public.next_usage_month(p_month timestamptz) returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select (p_month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
$$;
