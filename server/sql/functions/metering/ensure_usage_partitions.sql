-- Creates the monthly partitions of usage_records that hold the ids of the given span of time. Idempotent; run at
-- boot and daily for a year ahead, so that no use ever lacks a place.
create or replace function public.ensure_usage_partitions(p_from timestamptz, p_to timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_month timestamptz;
  v_name text;
begin
  -- Nodes that boot together would all find a month missing, and all but one fail to make it.
  perform pg_advisory_xact_lock(hashtextextended('ensure_usage_partitions', 0));

  for v_month in
    select month at time zone 'UTC'
    from generate_series(
      date_trunc('month', p_from at time zone 'UTC'), p_to at time zone 'UTC', interval '1 month'
    ) as month
  loop
    v_name := 'usage_records_' || to_char(v_month at time zone 'UTC', 'YYYY_MM');
    if to_regclass('public.' || v_name) is null then
      execute format(
        'create table if not exists public.%I partition of public.usage_records for values from (%L) to (%L)',
        v_name,
        public.uuid_v7_floor(v_month),
        public.uuid_v7_floor((v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC')
      );
    end if;
  end loop;
end;
$$;
