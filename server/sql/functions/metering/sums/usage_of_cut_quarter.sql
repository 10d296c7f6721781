-- Part of usage_points: what is summed up of a quarter of an hour within which somebody's day begins or a span ends,
-- as the points in time at which it happened. What was archived of it stands at the quarter's start, and so does what
-- took that back. Records from `p_first_new` on are not summed up, nor are stragglers.
create or replace function public.usage_of_cut_quarter(
  p_account_id uuid,
  p_feature_code text,
  p_quarter timestamptz,
  p_first_new uuid
) returns table (feature_code text, at timestamptz, used numeric, events bigint)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_day constant date := (p_quarter at time zone 'UTC')::date;
  v_place constant int := extract(epoch from p_quarter - v_day::timestamp at time zone 'UTC') / 900;
begin
  return query
  with cut as materialized (
    select
      record.feature_code,
      case when record.voids_id < public.oldest_kept_usage() then p_quarter else record.occurred_at end as at,
      coalesce(sum(record.amount) filter (where record.kind <> 'reset'), 0) as used,
      sum(case record.kind when 'use' then 1 when 'void' then -1 else 0 end)::bigint as events
    from public.usage_records as record
    where record.account_id = p_account_id
      and record.occurred_at >= p_quarter
      and record.occurred_at < p_quarter + interval '15 minutes'
      and record.id < p_first_new
      and (p_feature_code is null or record.feature_code = p_feature_code)
      and not exists (
        select from public.usage_stragglers as straggler
        where straggler.account_id = p_account_id and straggler.record_id = record.id
      )
    group by 1, 2
  )
  select cut.feature_code, cut.at, cut.used, cut.events from cut
  union all
  select part.feature_code, p_quarter, sum(part.used), sum(part.events)::bigint
  from (
    select sums.feature_code, known.used, known.events
    from public.usage_sums as sums
    cross join lateral unnest(sums.quarters, sums.used, sums.events) as known(quarter, used, events)
    where sums.account_id = p_account_id
      and sums.day = v_day
      and known.quarter = v_place
      and (p_feature_code is null or sums.feature_code = p_feature_code)
    union all
    select cut.feature_code, -cut.used, -cut.events from cut
  ) as part
  group by part.feature_code
  having sum(part.used) <> 0 or sum(part.events) <> 0;
end;
$$;
