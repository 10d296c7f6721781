-- Part of sum_up_usage: adds the records with ids of times from `p_from` to `p_until`, a day at most, and earlier
-- stragglers. One statement, as what it reads and what it takes out of the stragglers must be of one instant.
create or replace function public.add_to_usage_sums(p_from timestamptz, p_until timestamptz) returns void
language sql
volatile
set search_path = ''
as $$
  with straggler as (
    delete from public.usage_stragglers
    where record_id < public.uuid_v7_floor(p_until)
    returning *
  ),
  found as materialized (
    select account_id, feature_code, kind, amount, occurred_at, p_from as recorded_at
    from public.usage_records
    where id >= public.uuid_v7_floor(p_from) and id < public.uuid_v7_floor(p_until)
    union all
    select account_id, feature_code, kind, amount, occurred_at, public.uuid_v7_time(record_id)
    from straggler
    -- The rest was found above.
    where record_id < public.uuid_v7_floor(p_from)
  ),
  new_day as (
    insert into public.usage_recorded_days as counted (day, uses)
    select (recorded_at at time zone 'UTC')::date, count(*)
    from found
    where kind = 'use'
    group by 1
    on conflict (day) do update set uses = counted.uses + excluded.uses
  ),
  new_quarter as materialized (
    select
      account_id, feature_code, (quarter at time zone 'UTC')::date as day,
      (extract(epoch from quarter - timestamptz '2000-01-01 00:00:00+00') / 900)::bigint as ordinal,
      coalesce(sum(amount) filter (where kind <> 'reset'), 0) as used,
      sum(case kind when 'use' then 1 when 'void' then -1 else 0 end) as events
    from (select *, public.quarter_of(occurred_at) as quarter from found) as found
    group by account_id, feature_code, quarter
  ),
  quarter as (
    select account_id, day, feature_code, ((ordinal % 96 + 96) % 96)::smallint as quarter, used, events
    from new_quarter
    union all
    select account_id, day, feature_code, known.quarter, known.used, known.events
    from (select distinct account_id, day, feature_code from new_quarter) as changed
    join public.usage_sums as sums using (account_id, day, feature_code)
    cross join lateral unnest(sums.quarters, sums.used, sums.events) as known(quarter, used, events)
  ),
  merged as (
    select account_id, day, feature_code, quarter, sum(used) as used, sum(events)::bigint as events
    from quarter
    group by account_id, day, feature_code, quarter
  )
  insert into public.usage_sums as sums (account_id, day, feature_code, quarters, used, events)
  select
    account_id, day, feature_code, array_agg(quarter order by quarter), array_agg(used order by quarter),
    array_agg(events order by quarter)
  from merged
  group by account_id, day, feature_code
  on conflict (account_id, day, feature_code) do update
  set quarters = excluded.quarters, used = excluded.used, events = excluded.events;
$$;
