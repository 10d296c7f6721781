import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

// The first version of this function fell, unpredictably, to a tenth of its speed: nested loops over guessed sizes, by
// plans kept from an empty table. What is bounded here is work, as Postgres counts it, not time.

// Comes before the audit of the books, which may use what the test withheld from the planner.
afterAll(async () => {
  await session.query('analyze');
  session.release();
});

const database = useMeteringDatabase();

/** One session throughout, so that the plans made on empty tables are kept. */
let session: pg.PoolClient;
let planVersionId: string;

/** Scans and rows of the tables of the hot path. */
interface Work {
  sequential: number;
  probes: number;
  rowsRead: number;
}

beforeAll(async () => {
  const db = database();
  // Nobody but this test is to look at these tables.
  for (const table of [
    'user_usage',
    'account_entitlements',
    'usage_idempotency_keys',
    'usage_records_2026_03',
  ]) {
    await db.rows(`alter table public.${table} set (autovacuum_enabled = off)`);
  }
  ({ versionId: planVersionId } = await db.plan({ calls: { quota: 1_000_000 }, words: { quota: 3 } }));
  session = await db.pool.connect();
});

async function workSoFar(): Promise<Work> {
  await session.query('select pg_stat_force_next_flush()');
  const { rows } = await session.query<Work>(
    `select sum(seq_scan)::bigint as sequential, sum(coalesce(idx_scan, 0))::bigint as probes,
       sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as "rowsRead"
     from pg_catalog.pg_stat_user_tables
     where relname in ('user_usage', 'account_entitlements', 'usage_idempotency_keys')
       or relname like 'usage_records_%'`,
  );
  if (!rows[0]) throw new Error('There are no statistics');
  return rows[0];
}

async function measure(work: () => Promise<unknown>): Promise<Work> {
  const before = await workSoFar();
  await work();
  const now = await workSoFar();
  return {
    sequential: now.sequential - before.sequential,
    probes: now.probes - before.probes,
    rowsRead: now.rowsRead - before.rowsRead,
  };
}

async function makeAccounts(count: number): Promise<string[]> {
  const accountIds = Array.from({ length: count }, () => randomUUID());
  await session.query(
    `insert into public.accounts (id, kind, name) select id, 'external', 'x' from unnest($1::uuid[]) as id`,
    [accountIds],
  );
  await session.query('select public.apply_plan_version($1, $2, $3)', [accountIds, planVersionId, start]);
  await record(accountIds, 'calls');
  await record(accountIds, 'words');
  return accountIds;
}

/** One event for each of these accounts in one call, each with a key of its own or the given one. */
async function record(accountIds: string[], featureCode: string, key?: string): Promise<string[]> {
  const { rows } = await session.query<{ status: string }>(
    `select status from public.record_feature_usage_many(
       $1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::timestamptz
     ) order by ordinal`,
    [
      accountIds,
      accountIds.map(() => featureCode),
      accountIds.map(() => 1),
      accountIds.map(() => key ?? randomUUID()),
      accountIds.map(() => null),
      accountIds.map(() => null),
      start,
    ],
  );
  return rows.map(({ status }) => status);
}

/** 100,000 rows a table, of which the planner is told nothing. */
async function fill(): Promise<void> {
  await session.query('begin');
  await session.query('set local session_replication_role = replica');
  await session.query(`
    create temporary table stranger on commit drop as
      select gen_random_uuid() as id, feature
      from generate_series(1, 50000), unnest(array['calls', 'words']) as feature`);
  await session.query(`
    insert into public.account_entitlements
      (account_id, feature_code, kind, plan_version_id, plan_quota, reset_period, anchor_at, time_zone,
       in_force_from, version)
    select id, feature, 'metered', '${planVersionId}', 100, 'monthly', '${start}', 'UTC', '${start}', 1
    from stranger`);
  await session.query(`
    insert into public.user_usage (account_id, feature_code, period_start, period_end, counts_from, reset_period,
      time_zone, quota, used, version)
    select id, feature, '${start}', timestamptz '${start}' + interval '1 month', '${start}', 'monthly', 'UTC', 100, 1, 1
    from stranger`);
  await session.query(`
    insert into public.usage_idempotency_keys (account_id, key, request_hash, record_id, created_at)
    select id, 'k', id, id, '${start}' from stranger`);
  await session.query(`
    insert into public.usage_records (account_id, id, feature_code, amount, occurred_at, created_at, period_start)
    select id, public.uuid_v7('${start}'), feature, 1, '${start}', '${start}', '${start}' from stranger`);
  // Their keys stand for records of other ids; leave no books behind that do not balance.
  await session.query(`
    update public.usage_idempotency_keys as taken set record_id = record.id
    from public.usage_records as record where record.account_id = taken.account_id and taken.key = 'k'`);
  await session.query('commit');
}

describe('record_feature_usage_many', () => {
  it('does the same work on 100,000 rows as on empty tables, without ANALYZE', async () => {
    const fresh = await makeAccounts(256);
    const clean = await measure(() => record(fresh, 'calls'));
    const quarter = await measure(() => record(fresh.slice(0, 64), 'calls'));
    const replayed = await measure(async () => {
      await record(fresh, 'calls', 'same');
      await record(fresh, 'calls', 'same');
    });
    const refused = await measure(async () => {
      for (let count = 0; count < 3; count += 1) await record(fresh, 'words');
    });

    await fill();
    expect(await measure(() => record(fresh, 'calls'))).toEqual({ ...clean, sequential: 0 });
    expect(clean.sequential).toBe(0);
    // Probes grow with the events, not with their square.
    expect(clean.probes / quarter.probes).toBeLessThan(4.4);
    expect(clean.rowsRead / quarter.rowsRead).toBeLessThan(4.4);
    expect(clean.probes).toBeLessThan(256 * 12);

    const later = await makeAccounts(256);
    const replayedLater = await measure(async () => {
      expect(new Set(await record(later, 'calls', 'same'))).toEqual(new Set(['recorded']));
      expect(new Set(await record(later, 'calls', 'same'))).toEqual(new Set(['replayed']));
    });
    expect(replayedLater.sequential).toBe(0);
    expect(replayedLater.probes).toBeLessThan(replayed.probes * 1.2);
    expect(replayedLater.rowsRead).toBeLessThan(replayed.rowsRead * 1.2);

    const refusedLater = await measure(async () => {
      await record(later, 'words');
      await record(later, 'words');
      expect(new Set(await record(later, 'words'))).toEqual(new Set(['rejected']));
    });
    expect(refusedLater.sequential).toBe(0);
    expect(refusedLater.probes).toBeLessThan(refused.probes * 1.2);
    expect(refusedLater.rowsRead).toBeLessThan(refused.rowsRead * 1.2);
  });

  it('does the same work for a session that meets full tables first', async () => {
    const accountIds = await makeAccounts(256);
    session.release(true);
    session = await database().pool.connect();
    const work = await measure(() => record(accountIds, 'calls'));
    expect(work.sequential).toBe(0);
    expect(work.probes).toBeLessThan(256 * 12);
  });
});
