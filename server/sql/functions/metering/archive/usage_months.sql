-- The months of which a table of records is in the database, as `2025-01`, the oldest first, and where each is.
create or replace function public.usage_months() returns table (month text, state text)
language sql
stable
set search_path = ''
as $$
  select to_char(stored.first_day, 'YYYY-MM'), public.usage_month_state(stored.first_day at time zone 'UTC')
  from (
    select to_date(substring(relname from '\d{4}_\d{2}$'), 'YYYY_MM')::timestamp as first_day
    from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname ~ '^usage_records_\d{4}_\d{2}$'
  ) as stored
  order by stored.first_day;
$$;
