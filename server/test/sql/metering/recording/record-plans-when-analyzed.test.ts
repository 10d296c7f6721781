import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import type pg from 'pg';
import { start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

// The audit of the books comes after, and needs to know how large the tables are.
afterAll(() => database().rows('analyze'));

const database = useMeteringDatabase();

/** Entries of the index of keys that were looked at so far. */
async function entriesRead(): Promise<number> {
  await database().rows('select pg_stat_force_next_flush()');
  const { read } = await database().one<{ read: number }>(
    `select idx_tup_read as read from pg_stat_user_indexes where indexrelname = 'usage_idempotency_keys_pkey'`,
  );
  return read;
}

it('looks keys up one by one, by plans made when the table was known to be empty', async () => {
  const db = database();
  await db.rows('alter table public.usage_idempotency_keys set (autovacuum_enabled = off)');
  await db.rows('vacuum analyze public.usage_idempotency_keys');
  const accountId = await db.account({ calls: { quota: 1_000_000 } });
  const session = await db.pool.connect();
  const record = async (by: pg.PoolClient, events: number) => {
    const keys = Array.from({ length: events }, () => randomUUID());
    await by.query(
      `select * from public.record_feature_usage_many(
         array_fill($1::uuid, array[$4::int]), array_fill('calls'::text, array[$4]),
         array_fill(1::bigint, array[$4]), $2::text[], array_fill(null::timestamptz, array[$4]),
         array_fill(null::jsonb, array[$4]), $3
       )`,
      [accountId, keys, start, events],
    );
    await by.query('select pg_stat_force_next_flush()');
  };
  const other = await db.pool.connect();
  try {
    await record(session, 64);
    await record(other, 10_000);
    const before = await entriesRead();
    await record(session, 64);
    expect((await entriesRead()) - before).toBeLessThan(1000);
  } finally {
    other.release();
    session.release();
  }
});
