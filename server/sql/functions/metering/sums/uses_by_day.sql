-- Uses of all accounts by the day of UTC on which they were recorded, those voided since left out; days without any are
-- missing. Exact however far usage is summed up: the rest is read from the records and stragglers.
-- Ids are compared, not the times in them: 0.2 µs a row, and no rounding at the bounds.
create or replace function public.uses_by_day(p_first_day date, p_last_day date)
returns table (day date, uses bigint)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_until constant timestamptz := (p_last_day + 1)::timestamp at time zone 'UTC';
  v_first constant uuid := public.uuid_v7_floor(p_first_day::timestamp at time zone 'UTC');
  v_end constant uuid := public.uuid_v7_floor(v_until);
  v_first_new uuid;
  v_floors uuid[];
begin
  select public.uuid_v7_floor(state.summed_until) into v_first_new from public.usage_sums_state as state;
  select array_agg(public.uuid_v7_floor((p_first_day + place)::timestamp at time zone 'UTC') order by place)
  into v_floors
  from generate_series(0, p_last_day - p_first_day) as place;

  return query
  select p_first_day + counted.place - 1, sum(counted.uses)::bigint
  from (
    select summed.day - p_first_day + 1 as place, summed.uses
    from public.usage_recorded_days as summed
    where summed.day between p_first_day and p_last_day
    union all
    select width_bucket(record.id, v_floors), count(*)
    from public.usage_records as record
    where record.kind = 'use' and record.id >= greatest(v_first, v_first_new) and record.id < v_end
    group by 1
    union all
    select width_bucket(straggler.record_id, v_floors), count(*)
    from public.usage_stragglers as straggler
    where straggler.kind = 'use' and straggler.record_id >= v_first and straggler.record_id < least(v_end, v_first_new)
    group by 1
    union all
    select width_bucket(void.record_id, v_floors), -count(*)
    from public.usage_voids as void
    where void.record_id >= v_first and void.record_id < v_end
    group by 1
  ) as counted
  group by counted.place;
end;
$$;
