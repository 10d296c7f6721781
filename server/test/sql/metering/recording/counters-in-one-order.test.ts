import { expect, it } from '@jest/globals';
import { useMeteringDatabase } from '../../../harness/metering.ts';

const database = useMeteringDatabase();

it('counters are locked by account and feature, the newest period first, in whatever order uses come', async () => {
  const db = database();
  const plan = await db.plan({ calls: { resetPeriod: 'daily' }, words: { resetPeriod: 'daily' } });
  const [first = '', second = ''] = [await db.account(plan), await db.account(plan)].toSorted();
  const at = '2026-03-10T23:58:00Z';
  const uses = [second, first].flatMap((accountId) =>
    ['words', 'calls'].flatMap((featureCode) =>
      [at, '2026-03-11T00:01:00Z'].map((occurredAt) => ({ accountId, featureCode, occurredAt })),
    ),
  );
  await db.recordMany(uses, at);
  const patience = (limit: string) =>
    db.rows(
      `alter function public.record_feature_usage_many(
         uuid[], text[], bigint[], text[], timestamptz[], jsonb[], timestamptz
       ) set lock_timeout = '${limit}'`,
    );
  const isFirst = `account_id = $1 and feature_code = 'calls' and period_start = '2026-03-11Z'`;
  const [holder, prober] = [await db.pool.connect(), await db.pool.connect()];
  await patience('1min');
  try {
    await holder.query('begin');
    await holder.query(`select from public.user_usage where ${isFirst} for update`, [first]);
    const recorded = db.recordMany(uses, at);
    await db.waitForBlocked();
    const { rowCount } = await prober.query(
      `select from public.user_usage where not (${isFirst}) for update skip locked`,
      [first],
    );
    await holder.query('rollback');
    expect((await recorded).map(({ status }) => status)).toEqual(uses.map(() => 'recorded'));
    expect(rowCount).toBe(uses.length - 1);
  } finally {
    await patience('50ms');
    holder.release();
    prober.release();
  }
});
