import { sql } from 'kysely';
import type { Database } from '../db/pool.ts';
import { levelNow, stillHolds, tellsOfItsPeriod } from '../metering/service.ts';
import type { AdminOverview } from './contract.ts';

/** The database's clock, by which ids of records are made. */
export async function readClock(db: Database): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  return rows[0]?.at ?? new Date();
}

export interface UseCount {
  /** Index of the step. */
  step: number;
  uses: number;
  voided: number;
}

interface StepsSearch {
  /** Starts of the steps, ascending; each lasts until the next one. */
  starts: readonly Date[];
  /** End of the last one. */
  until: Date;
  /** Uses are counted from the start of this step on, voids in all. */
  usesFrom: Date;
}

/**
 * Uses by when they were recorded, and how many of each step were voided since; steps without any are missing.
 * Instants must come as parameters: `uuid_v7_floor` of an expression would run once a row, 35 s for ten million.
 */
export async function countUses(db: Database, search: StepsSearch): Promise<UseCount[]> {
  const { starts, until, usesFrom } = search;
  // Ids are compared, not the times in them: 0.2 µs a row, and no rounding at the bounds.
  const floors = sql`(
    select array_agg(public.uuid_v7_floor(start) order by start)
    from unnest(${starts.map((start) => start.toISOString())}::timestamptz[]) as start
  )`;
  const { rows } = await sql<UseCount>`
    select width_bucket(id, ${floors}) - 1 as step, count(*) as uses, 0 as voided
    from public.usage_records
    where kind = 'use'
      and id >= public.uuid_v7_floor(${usesFrom}::timestamptz) and id < public.uuid_v7_floor(${until}::timestamptz)
    group by 1
    union all
    select width_bucket(record_id, ${floors}) - 1, 0, count(*)
    from public.usage_voids
    where record_id >= public.uuid_v7_floor(${starts[0]}::timestamptz)
      and record_id < public.uuid_v7_floor(${until}::timestamptz)
    group by 1`.execute(db);
  return rows;
}

/** Uses by the day of UTC on which they were recorded, oldest first, gaps 0; `last` is in the last of them. */
export async function countUsesByDay(
  db: Database,
  { last, days }: { last: Date; days: number },
): Promise<AdminOverview['usesByDay']> {
  const { rows } = await sql<{ at: Date; events: number }>`
    with span as (
      select (${last}::timestamptz at time zone 'UTC')::date - ${days - 1}::int + place as day
      from generate_series(0, ${days - 1}::int) as place
    )
    select span.day::timestamp at time zone 'UTC' as at, coalesce(counted.uses, 0)::bigint as events
    from span
    left join public.uses_by_day((select min(day) from span), (select max(day) from span)) as counted using (day)
    order by span.day`.execute(db);
  return rows.map(({ at, events: uses }) => ({ at: at.toISOString(), events: uses }));
}

/** Of `usage_records`: uses recorded since then, and what took any of them back; what took back older ones is not. */
function usedSince(from: Date) {
  const floor = sql`public.uuid_v7_floor(${from}::timestamptz)`;
  return sql`id >= ${floor} and (kind = 'use' or (kind = 'void' and voids_id >= ${floor}))`;
}

const events = sql`sum(case kind when 'use' then 1 else -1 end)`;

/** With the most uses first, those of the same number by id. */
export async function selectTopAccounts(
  db: Database,
  from: Date,
  limit: number,
): Promise<AdminOverview['topAccounts']> {
  const { rows } = await sql<AdminOverview['topAccounts'][number]>`
    with top as (
      select account_id, ${events}::bigint as events
      from public.usage_records
      where ${usedSince(from)}
      group by account_id
      having ${events} > 0
      order by events desc, account_id
      limit ${limit}
    )
    select top.account_id as "accountId", account.name, external.external_id as "externalId",
      plan.code as "planCode", top.events
    from top
    join public.accounts as account on account.id = top.account_id
    left join public.account_external_ids as external on external.account_id = top.account_id
    left join public.account_plans as has on has.account_id = top.account_id
    left join public.plans as plan on plan.id = has.plan_id
    order by top.events desc, top.account_id`.execute(db);
  return rows;
}

/** With the most uses first, those of the same number by code. */
export async function selectTopFeatures(
  db: Database,
  from: Date,
  limit: number,
): Promise<AdminOverview['topFeatures']> {
  const { rows } = await sql<AdminOverview['topFeatures'][number]>`
    with top as (
      select feature_code, ${events}::bigint as events, least(sum(amount), public.counter_limit())::bigint as used
      from public.usage_records
      where ${usedSince(from)}
      group by feature_code
      having ${events} > 0
      order by events desc, feature_code
      limit ${limit}
    )
    select top.feature_code as "featureCode", feature.name, feature.unit, top.events, top.used
    from top
    join public.features as feature on feature.code = top.feature_code
    order by top.events desc, top.feature_code`.execute(db);
  return rows;
}

export async function countAccounts(db: Database): Promise<AdminOverview['accounts'] | undefined> {
  const { rows } = await sql<AdminOverview['accounts']>`
    select
      open.total, open."newLast7Days",
      -- Who has a plan is an open account, so the rest has none.
      open.total - (select count(*) from public.account_plans) as "withoutPlan"
    from (
      select
        count(*) as total, count(*) filter (where created_at > now() - interval '7 days') as "newLast7Days"
      from public.accounts
      where closed_at is null
    ) as open`.execute(db);
  return rows[0];
}

type PlanRow = AdminOverview['plans']['byPlan'][number] & { is_active: boolean };

/** In the catalog's order: plans on offer, and those that any account has. */
export async function countAccountsByPlan(db: Database): Promise<AdminOverview['plans']> {
  const { rows } = await sql<PlanRow>`
    select plan.id as "planId", plan.code, version.name, coalesce(has.accounts, 0)::bigint as accounts,
      plan.status = 'active' as is_active
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
    left join (
      select plan_id, count(*) as accounts from public.account_plans group by plan_id
    ) as has on has.plan_id = plan.id
    where plan.status = 'active' or has.accounts > 0
    order by plan.sort_order, plan.code collate public.by_number`.execute(db);
  return {
    active: rows.filter((row) => row.is_active).length,
    byPlan: rows.map(({ planId, code, name, accounts }) => ({ planId, code, name, accounts })),
  };
}

/** What was resolved needs nobody's eyes. */
export async function countAlerts(db: Database, from: Date): Promise<AdminOverview['alertsToday']> {
  const rows = await db
    .selectFrom('quota_alerts as alert')
    .select(({ fn }) => [levelNow.as('level'), fn.countAll<number>().as('alerts')])
    .where('created_at', '>=', from)
    .where(stillHolds('alert'))
    .where(tellsOfItsPeriod)
    .groupBy(levelNow)
    .execute();
  const byLevel = { warning: 0, critical: 0, exhausted: 0, overage_started: 0 };
  for (const { level, alerts } of rows) byLevel[level] = alerts;
  return byLevel;
}

type LatestAlert = AdminOverview['latestAlerts'][number];

/** Newest first, one of a feature and period of an account: it says what milder ones say. */
export async function selectLatestAlerts(db: Database, limit: number): Promise<LatestAlert[]> {
  const rows = await db
    .selectFrom('quota_alerts as alert')
    .innerJoin('accounts as account', 'account.id', 'alert.account_id')
    .select(['alert.id', 'alert.account_id as accountId', 'account.name as accountName'])
    .select(['alert.feature_code as featureCode', 'alert.threshold', 'alert.used', 'alert.quota'])
    .select(['alert.created_at as createdAt', levelNow.as('level'), stillHolds('alert').as('holds')])
    .where(tellsOfItsPeriod)
    .orderBy('alert.created_at', 'desc')
    .orderBy('alert.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ createdAt, ...alert }) => ({ ...alert, createdAt: createdAt.toISOString() }));
}
