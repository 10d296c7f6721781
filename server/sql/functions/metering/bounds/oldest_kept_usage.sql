-- Ids of usage records from this one on have all been kept: months before it were dropped, or never were.
create or replace function public.oldest_kept_usage() returns uuid
language sql
stable
set search_path = ''
as $$
  select min(substring(pg_get_expr(month.relpartbound, month.oid) from '''([0-9a-f-]{36})''')::text)::uuid
  from pg_catalog.pg_inherits as child
  join pg_catalog.pg_class as month on month.oid = child.inhrelid
  where child.inhparent = 'public.usage_records'::regclass and not child.inhdetachpending;
$$;
