-- Creates the monthly partitions of usage_records that hold the ids of the given span of time. Idempotent; run at
-- boot and daily for a year ahead, so that no use ever lacks a place. Returns how many months still lack one, as
-- another transaction held a lock that making it needs: try again later.
-- Locks nothing that a use waits for: each is made apart, and attached beside readers and writers of usage_records,
-- backups included.
create or replace function public.ensure_usage_partitions(p_from timestamptz, p_to timestamptz) returns int
language plpgsql
set search_path = ''
set lock_timeout = '5s'
as $$
declare
  v_month timestamptz;
  v_name text;
  v_missing int := 0;
begin
  -- Nodes that boot together would all find a month missing, and all but one fail to make it.
  perform pg_advisory_xact_lock(hashtextextended('ensure_usage_partitions', 0));
  -- Until the end of the function, which has the setting for its own.
  perform set_config('lock_timeout', '100ms', true);

  for v_month in
    select month at time zone 'UTC'
    from generate_series(
      date_trunc('month', p_from at time zone 'UTC'), p_to at time zone 'UTC', interval '1 month'
    ) as month
  loop
    v_name := public.usage_month_table(v_month);
    continue when to_regclass('public.' || v_name) is not null;
    begin
      execute format('create table public.%I (like public.usage_records including all)', v_name);
      perform public.attach_usage_month(v_month);
    exception
      when lock_not_available then
        v_missing := v_missing + 1;
    end;
  end loop;
  return v_missing;
end;
$$;
