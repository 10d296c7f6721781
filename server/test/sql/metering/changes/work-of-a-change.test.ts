import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type pg from 'pg';
import { after, start, useMeteringDatabase, type SqlPlan } from '../../../harness/metering/metering.ts';

// Joins of what an account has with what it used were made by hash, of all accounts there are: at 20,000 accounts a
// sign-up took 150 ms. What is bounded here is work, as Postgres counts it, not time.

// Comes before the audit of the books, which may use what the test withheld from the planner.
afterAll(async () => {
  for (const table of tables.slice(1).toReversed()) {
    await database().rows(`delete from public.${table} where account_id = any ($1)`, [strangers]);
  }
  await database().rows('analyze');
});

const database = useMeteringDatabase();
const tables = ['accounts', 'account_plans', 'account_entitlements', 'user_usage'];
const strangers = Array.from({ length: 20_000 }, () => randomUUID());
let small: SqlPlan;
let large: SqlPlan;
/** The next version of the large plan. */
let larger: string;

beforeAll(async () => {
  const db = database();
  for (const table of tables) await db.rows(`alter table public.${table} set (autovacuum_enabled = off)`);
  small = await db.plan({ calls: { quota: 10 }, words: { quota: 10 } });
  large = await db.plan({ calls: { quota: 100 }, words: { quota: 100 } });
  larger = await db.publish(large.planId, { calls: { quota: 200 }, words: { quota: 200 } });
});

/** What is done to one account after another, each by statements that begin with it, at an hour of its own. */
const acts: [name: string, statement: string, values: () => unknown[]][] = [
  ['a plan', 'select public.apply_plan_version(array[$1]::uuid[], $3, $2)', () => [large.versionId]],
  ['a check', `select public.check_user_quota($1, 'calls', 1, $2)`, () => []],
  ['all states', 'select public.quota_states(array[$1]::uuid[], null, $2)', () => []],
  ['an override', `select public.set_quota_override($1, 'calls', 50, null, 'A test', $2)`, () => []],
  ['a zone', `select public.change_time_zone($1, 'Asia/Tokyo', $2)`, () => []],
  ['a reset', `select public.reset_usage($1, 'calls', 'A test', $2)`, () => []],
  ['a hold', `select public.reserve_feature_usage($1, 'calls', 1, '1 hour', null, $2)`, () => []],
  [
    'a version for all',
    `select public.change_accounts('rollout', array[$1]::uuid[], $3, $2)`,
    () => [larger],
  ],
  [
    'a rollout that has come far',
    `insert into public.plan_rollouts (plan_id, plan_version_id, rollout, created_at, reached_account_id)
     select plan_id, id, 'now', $2, greatest($1::uuid, 'ffffffff-ffff-4fff-8fff-ffffffffffff')
     from public.plan_versions
     where id = $3`,
    () => [small.versionId],
  ],
  ['its next chunk', 'select $1::uuid, public.advance_plan_rollout($3, 10, $2)', () => [small.versionId]],
  ['a plan again', 'select public.apply_plan_version(array[$1]::uuid[], $3, $2)', () => [small.versionId]],
];

/** Rows that were read so far, by scans of whole tables and by indexes. */
async function rowsRead(session: pg.PoolClient): Promise<number> {
  await session.query('select pg_stat_force_next_flush()');
  const { rows } = await session.query<{ rows: number }>(
    `select sum(seq_tup_read + idx_tup_fetch)::bigint as rows
     from pg_catalog.pg_stat_user_tables
     where relname = any ($1)`,
    [tables],
  );
  return rows[0]?.rows ?? NaN;
}

/** The acts after which more rows had been read than an account has, several times over. */
async function wasteOf(session: pg.PoolClient): Promise<Record<string, number>> {
  const accountId = await database().account(small);
  for (const featureCode of ['calls', 'words']) await database().use(accountId, { featureCode });
  const waste: Record<string, number> = {};
  for (const [index, [name, statement, values]] of acts.entries()) {
    const before = await rowsRead(session);
    await session.query(statement, [accountId, after(start, { hours: index + 1 }), ...values()]);
    const rows = (await rowsRead(session)) - before;
    if (rows > 200) waste[name] = rows;
  }
  return waste;
}

it('reads what the account has, however many others there are, whatever the planner knows of them', async () => {
  const db = database();
  const early = await db.pool.connect();
  const late = await db.pool.connect();
  try {
    // So that plans are made, and kept, of tables that are nearly empty.
    for (let turn = 0; turn < 7; turn += 1) await wasteOf(early);
    await db.rows(
      `insert into public.accounts (id, kind, name) select id, 'external', 'x' from unnest($1::uuid[]) as id`,
      [strangers],
    );
    await db.rows(
      `insert into public.account_plans (account_id, plan_id, plan_version_id, anchor_at, renews_at, started_at)
       select id, $2, $3, $4::timestamptz, $4::timestamptz + interval '1 month', $4 from unnest($1::uuid[]) as id`,
      [strangers, small.planId, small.versionId, start],
    );
    await db.rows(
      `insert into public.account_entitlements
         (account_id, feature_code, kind, plan_version_id, plan_quota, reset_period, anchor_at, time_zone,
          in_force_from, version)
       select id, feature, 'metered', $2, 10, 'monthly', $3::timestamptz, 'UTC', $3, 1
       from unnest($1::uuid[]) as id, unnest(array['calls', 'words']) as feature`,
      [strangers, small.versionId, start],
    );
    await db.rows(
      `insert into public.user_usage (account_id, feature_code, period_start, period_end, counts_from, reset_period,
         time_zone, quota, used, version)
       select id, feature, $2::timestamptz, $2::timestamptz + interval '1 month', $2, 'monthly', 'UTC', 10, 0, 1
       from unnest($1::uuid[]) as id, unnest(array['calls', 'words']) as feature`,
      [strangers, start],
    );
    expect(await wasteOf(early)).toEqual({});
    expect(await wasteOf(late)).toEqual({});
    await db.rows('analyze');
    expect(await wasteOf(late)).toEqual({});
  } finally {
    early.release();
    late.release();
  }
});
