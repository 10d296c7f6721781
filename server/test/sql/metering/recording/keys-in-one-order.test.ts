import { expect, test } from '@jest/globals';
import { sqlstateOf } from '../../../../src/db/sqlstate.ts';
import { start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const statement = `
  select public.record_feature_usage_many(
    array_fill($1::uuid, array[cardinality($3::text[])]), array_fill($2::text, array[cardinality($3::text[])]),
    array_fill(1::bigint, array[cardinality($3::text[])]), $3,
    array_fill(null::timestamptz, array[cardinality($3::text[])]),
    array_fill(null::jsonb, array[cardinality($3::text[])]), $4
  )`;

// Their counters are two, so nothing but the order of the keys keeps them from waiting for each other.
test('two calls that bring the same keys in opposite orders never wait for each other', async () => {
  const db = database();
  const accountId = await db.account({ calls: { quota: -1 }, words: { quota: -1 } });
  const one = await db.pool.connect();
  const other = await db.pool.connect();
  try {
    // A deadlock is to be told before the statement gives up its lock.
    for (const client of [one, other]) await client.query(`set deadlock_timeout = '5ms'`);
    const failures: (string | undefined)[] = [];
    for (let round = 0; round < 30; round += 1) {
      const keys = Array.from({ length: 400 }, (_, index) => `${round}-${index}`).sort();
      const calls = [
        one.query(statement, [accountId, 'calls', keys, start]),
        other.query(statement, [accountId, 'words', keys.toReversed(), start]),
      ];
      for (const call of await Promise.allSettled(calls)) {
        if (call.status === 'rejected') failures.push(sqlstateOf(call.reason));
      }
    }
    // One that found the machine busy gave up: nothing happened.
    expect(failures.filter((sqlstate) => sqlstate !== '55P03')).toEqual([]);
    const { rows } = await one.query<{ count: number }>(
      'select count(*)::int as count from public.usage_idempotency_keys where account_id = $1',
      [accountId],
    );
    expect(rows[0]?.count).toBeGreaterThan(400);
  } finally {
    one.release(true);
    other.release(true);
  }
});
