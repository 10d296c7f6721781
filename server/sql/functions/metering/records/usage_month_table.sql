-- The table with the records of the month of UTC that begins at an instant.
create or replace function public.usage_month_table(p_month timestamptz) returns text
language sql
immutable
set search_path = ''
as $$
  select 'usage_records_' || to_char(p_month at time zone 'UTC', 'YYYY_MM');
$$;
