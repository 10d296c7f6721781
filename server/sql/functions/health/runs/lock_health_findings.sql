-- Of all that look or repair, one at a time reads and then writes what it found: so what is known is what the newest
-- look has seen. It comes before all locks of accounts, and looking takes none of those.
create or replace function public.lock_health_findings() returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('health_findings', 0));
end;
$$;
