-- Part of ensure_usage_partitions, and of bringing an archived month back: makes the table of a month's records, which
-- stands apart so far, a partition of usage_records. Locks nothing that a use waits for: the bound that attaching would
-- otherwise have to look for is there beforehand.
-- Errors: 55P03 (somebody holds a lock that this needs), within the caller's lock_timeout.
create or replace function public.attach_usage_month(p_month timestamptz) returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_name constant text := public.usage_month_table(p_month);
  v_first constant uuid := public.uuid_v7_floor(p_month);
  v_end constant uuid := public.uuid_v7_floor(public.next_usage_month(p_month));
begin
  execute format(
    'alter table public.%I add constraint is_of_its_month check (id is not null and id >= %L and id < %L)',
    v_name, v_first, v_end
  );
  execute format(
    'alter table public.usage_records attach partition public.%I for values from (%L) to (%L)', v_name, v_first, v_end
  );
  execute format('alter table public.%I drop constraint is_of_its_month', v_name);
end;
$$;
