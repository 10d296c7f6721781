import { beforeAll, expect, it } from '@jest/globals';
import { retrying, useMeteringDatabase } from '../../../harness/metering/metering.ts';
import { whileTakenOver } from '../../../harness/metering/taken-over.ts';

const database = useMeteringDatabase();

/** How long a use waits for a counter: soon given up, unless a test looks on meanwhile. */
const patience = (limit: string) =>
  database().rows(
    `alter function public.record_feature_usage_many(
       uuid[], text[], bigint[], text[], timestamptz[], jsonb[], timestamptz
     ) set lock_timeout = '${limit}'`,
  );
beforeAll(() => patience('1min'));

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
  const isFirst = `account_id = $1 and feature_code = 'calls' and period_start = '2026-03-11Z'`;
  const [holder, prober] = [await db.pool.connect(), await db.pool.connect()];
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
    holder.release();
    prober.release();
  }
});

it('a use is charged to the counter that takes over while it waits', async () => {
  const db = database();
  const accountId = await db.account();
  const used = await whileTakenOver(db, accountId, (now) => retrying(() => db.use(accountId, {}, now)));
  expect(used).toMatchObject({ used: 2, period_end: new Date('2026-03-12T00:00Z') });
});
