-- Waits, two seconds at most, until the transactions have ended that have written records by now; returns whether they
-- have. Nobody waits for the caller meanwhile.
create or replace function public.await_usage_writers() returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_deadline constant timestamptz := clock_timestamp() + interval '2 seconds';
  v_writers text[];
  v_still text[];
begin
  loop
    select coalesce(array_agg(held.virtualtransaction), '{}')
    into v_still
    from pg_catalog.pg_locks as held
    join pg_catalog.pg_database as here on here.oid = held.database and here.datname = current_database()
    where held.relation = 'public.usage_records'::regclass
      and held.mode = 'RowExclusiveLock'
      and held.granted
      and (v_writers is null or held.virtualtransaction = any (v_writers));
    if v_still = '{}' then
      return true;
    elsif clock_timestamp() > v_deadline then
      return false;
    end if;
    v_writers := v_still;
    perform pg_sleep(0.005);
  end loop;
end;
$$;
