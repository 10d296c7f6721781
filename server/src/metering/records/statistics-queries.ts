import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Granularity } from '../../http/contract.ts';

export interface StatisticsRow {
  feature_code: string;
  /** As numbers, since 62 days of hours are thousands: the instant in milliseconds, the units used, the events. */
  points: [at: number, used: number, events: number][];
}

export interface StatisticsSearch {
  accountId: string;
  /** Left out: each in which anything was recorded in the span. */
  featureCode: string | undefined;
  from: Date;
  to: Date;
  granularity: Granularity;
}

/**
 * Use per feature and hour, day or month of the account's calendar, every step of the span present, by the feature's
 * code. A voided use counts no more; an admin's reset changes quotas, not what happened.
 */
export async function selectStatistics(db: Database, search: StatisticsSearch): Promise<StatisticsRow[]> {
  const { accountId, featureCode, from, to, granularity } = search;
  const { rows } = await sql<StatisticsRow>`
    with zone as (
      select time_zone as name from public.accounts where id = ${accountId}
    ),
    step as materialized (
      -- By instants, so that an hour that comes twice counts as two.
      select date_trunc('hour', series.at, zone.name) as at
      from zone
      cross join lateral generate_series(
        date_trunc('hour', ${from}::timestamptz, zone.name),
        ${to}::timestamptz - interval '1 microsecond',
        interval '1 hour'
      ) as series(at)
      where ${granularity} = 'hour'
      union
      -- By the calendar, so that days of 23 and 25 hours are one.
      select public.day_start(series.local_at::date, zone.name)
      from zone
      cross join lateral generate_series(
        date_trunc(${granularity}, ${from}::timestamptz at time zone zone.name),
        (${to}::timestamptz - interval '1 microsecond') at time zone zone.name,
        ('1 ' || ${granularity}::text)::interval
      ) as series(local_at)
      where ${granularity} <> 'hour'
    ),
    bounds as materialized (
      select array_agg(step.at order by step.at) as at from step
    ),
    used as materialized (
      select point.feature_code, width_bucket(point.at, bounds.at) as step, point.used, point.events
      from bounds
      cross join lateral public.usage_points(
        p_account_id => ${accountId}, p_feature_code => ${featureCode ?? null}, p_from => ${from}, p_to => ${to},
        p_bounds => bounds.at
      ) as point
    ),
    feature as (
      select ${featureCode ?? null}::text collate "C" as code where ${featureCode ?? null}::text is not null
      union
      select used.feature_code from used
    ),
    -- Materialized: else each row would carry all steps through the sort.
    told as materialized (
      select point.feature_code, point.step, (extract(epoch from bounds.at[point.step]) * 1000)::bigint as at,
        least(point.used, public.counter_limit())::bigint as used, point.events
      from (
        -- Summed up with a zero for each step: a join with the steps may be planned as nested loops.
        select feature_code, step, sum(used) as used, sum(events)::bigint as events
        from (
          select feature_code, step, used, events from used
          union all
          select feature.code, step, 0, 0
          from feature
          cross join (select generate_subscripts(bounds.at, 1) as step from bounds) as step
        ) as used
        group by feature_code, step
      ) as point
      cross join bounds
    )
    select told.feature_code, json_agg(json_build_array(told.at, told.used, told.events) order by told.step) as points
    from told
    group by told.feature_code
    order by told.feature_code`.execute(db);
  return rows;
}
