-- What an account used from one instant to another, as few points in time as tell it: the use of a quarter of an hour
-- stands at its start, and where one of `p_bounds` or an end of the span cuts the quarter, each record at its own
-- instant. Of one feature, or of each (null) in which anything was recorded, if only to be taken back.
--
-- Exact however far usage is summed up, as all is of one snapshot: the sums, of which usage_of_cut_quarter tells those
-- that are cut; records since; stragglers. What was recorded since happened lately, too, as the rest is noted among the
-- stragglers: that keeps this off the records of the whole span.
create or replace function public.usage_points(
  p_account_id uuid,
  p_feature_code text,
  p_from timestamptz,
  p_to timestamptz,
  p_bounds timestamptz[]
) returns table (feature_code text, at timestamptz, used numeric, events bigint)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_state public.usage_sums_state;
  v_first_new uuid;
  v_lately timestamptz := '-infinity';
  v_cut timestamptz[];
  v_quarter timestamptz;
begin
  select * into v_state from public.usage_sums_state;
  v_first_new := public.uuid_v7_floor(v_state.summed_until);
  if v_state.summed_until >= v_state.noted_from then
    -- A millisecond less, as ids hold no more of their time.
    v_lately := v_state.summed_until - public.straggling_after() - interval '1 millisecond';
  end if;
  select coalesce(array_agg(distinct public.quarter_of(bound)), '{}')
  into v_cut
  from unnest(p_bounds || p_from || p_to) as bound
  where bound <> public.quarter_of(bound);

  foreach v_quarter in array v_cut loop
    return query
    select point.*
    from public.usage_of_cut_quarter(p_account_id, p_feature_code, v_quarter, v_first_new) as point
    where point.at >= p_from and point.at < p_to;
  end loop;

  return query
  select summed.feature_code, summed.at, summed.used, summed.events
  from (
    select
      sums.feature_code, sums.day::timestamp at time zone 'UTC' + known.quarter * interval '15 minutes' as at,
      known.used, known.events
    from public.usage_sums as sums
    cross join lateral unnest(sums.quarters, sums.used, sums.events) as known(quarter, used, events)
    where sums.account_id = p_account_id
      and sums.day >= (p_from at time zone 'UTC')::date
      and sums.day <= (p_to at time zone 'UTC')::date
      and (p_feature_code is null or sums.feature_code = p_feature_code)
  ) as summed
  where summed.at >= p_from and summed.at < p_to and summed.at <> all (v_cut);

  return query
  select
    since.feature_code, since.at, coalesce(sum(since.amount) filter (where since.kind <> 'reset'), 0),
    sum(case since.kind when 'use' then 1 when 'void' then -1 else 0 end)::bigint
  from (
    select
      found.feature_code, found.amount, found.kind,
      case
        when public.quarter_of(found.occurred_at) = any (v_cut) then found.occurred_at
        else public.quarter_of(found.occurred_at)
      end as at
    from (
      select record.feature_code, record.amount, record.kind, record.occurred_at
      from public.usage_records as record
      where record.account_id = p_account_id
        and record.occurred_at >= greatest(p_from, v_lately)
        and record.occurred_at < p_to
        and record.id >= v_first_new
      union all
      select straggler.feature_code, straggler.amount, straggler.kind, straggler.occurred_at
      from public.usage_stragglers as straggler
      where straggler.account_id = p_account_id
        and straggler.occurred_at >= p_from
        and straggler.occurred_at < p_to
        and (straggler.record_id < v_first_new or straggler.occurred_at < v_lately)
    ) as found
    where p_feature_code is null or found.feature_code = p_feature_code
  ) as since
  group by since.feature_code, since.at;
end;
$$;
