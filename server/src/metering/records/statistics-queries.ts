import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Granularity } from '../../http/contract.ts';

export interface StatisticsRow {
  feature_code: string;
  at: Date;
  used: number;
  events: number;
}

export interface StatisticsSearch {
  accountId: string;
  featureCodes: readonly string[];
  from: Date;
  to: Date;
  granularity: Granularity;
}

/**
 * Use per feature and hour, day or month of the account's calendar, every step of the span present. A voided use
 * counts no more; an admin's reset changes quotas, not what happened.
 */
export async function selectStatistics(db: Database, search: StatisticsSearch): Promise<StatisticsRow[]> {
  const { accountId, featureCodes, from, to, granularity } = search;
  const { rows } = await sql<StatisticsRow>`
    with zone as (
      select time_zone as name from public.accounts where id = ${accountId}
    ),
    step as materialized (
      select bounds.at, lead(bounds.at, 1, 'infinity') over (order by bounds.at) as next_at
      from zone
      cross join lateral (
        -- By instants, so that an hour that comes twice counts as two.
        select date_trunc('hour', series.at, zone.name) as at
        from generate_series(
          date_trunc('hour', ${from}::timestamptz, zone.name),
          ${to}::timestamptz - interval '1 microsecond',
          interval '1 hour'
        ) as series(at)
        where ${granularity} = 'hour'
        union
        -- By the calendar, so that days of 23 and 25 hours are one.
        select public.day_start(series.local_at::date, zone.name)
        from generate_series(
          date_trunc(${granularity}, ${from}::timestamptz at time zone zone.name),
          (${to}::timestamptz - interval '1 microsecond') at time zone zone.name,
          ('1 ' || ${granularity}::text)::interval
        ) as series(local_at)
        where ${granularity} <> 'hour'
      ) as bounds
    ),
    used as (
      select record.feature_code, step.at, sum(record.amount) as used,
        sum(case record.kind when 'use' then 1 else -1 end) as events
      from step
      join public.usage_records as record
        on record.account_id = ${accountId}
        and record.occurred_at >= greatest(step.at, ${from}::timestamptz)
        and record.occurred_at < least(step.next_at, ${to}::timestamptz)
      where record.feature_code = any (${featureCodes}::text[]) and record.kind <> 'reset'
      group by record.feature_code, step.at
    )
    select feature.code as feature_code, step.at,
      least(coalesce(used.used, 0), public.counter_limit())::bigint as used, coalesce(used.events, 0)::bigint as events
    from unnest(${featureCodes}::text[]) with ordinality as feature(code, position)
    cross join step
    left join used on used.feature_code = feature.code and used.at = step.at
    order by feature.position, step.at`.execute(db);
  return rows;
}

/** Features with any record in the span, by code. */
export async function selectUsedFeatures(
  db: Database,
  accountId: string,
  from: Date,
  to: Date,
): Promise<string[]> {
  const { rows } = await sql<{ feature_code: string }>`
    select distinct feature_code from public.usage_records
    where account_id = ${accountId} and occurred_at >= ${from} and occurred_at < ${to}
    order by feature_code`.execute(db);
  return rows.map((row) => row.feature_code);
}
