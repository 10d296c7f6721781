import { expect, test } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering.ts';
import { waitUntil } from '../../../harness/wait.ts';

const database = useMeteringDatabase();

test('the sweeper locks a counter before its reservations, as everybody does', async () => {
  const db = database();
  const accountId = await db.account({ calls: {} });
  const { id } = await db.one<{ id: string }>(
    `select (reservation).id from public.reserve_feature_usage($1, 'calls', 1, '1 minute'::interval, null, $2)`,
    [accountId, start],
  );
  const holder = await db.pool.connect();
  let sweeping: Promise<unknown[]> | undefined;
  try {
    await holder.query('begin');
    await holder.query('select from public.user_usage where account_id = $1 for update', [accountId]);
    sweeping = db.rows('select * from public.expire_reservations(100, $1)', [after(start, { hours: 1 })]);
    await waitUntil(async () => {
      const waiting = await db.rows(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    const { rowCount } = await holder.query(
      'select from public.usage_reservations where id = $1 for update nowait',
      [id],
    );
    expect(rowCount).toBe(1);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  expect(await sweeping).toHaveLength(1);
});

test('the sweeper locks counters in the order of their accounts', async () => {
  const db = database();
  const plan = await db.plan({ calls: {} });
  const accountIds = [await db.account(plan), await db.account(plan)].toSorted();
  for (const accountId of accountIds) {
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 1, '1 minute', null, $2)`, [
      accountId,
      start,
    ]);
  }
  const [holder, prober] = [await db.pool.connect(), await db.pool.connect()];
  const lock = 'select from public.user_usage where account_id = $1 for update skip locked';
  try {
    await holder.query('begin');
    await holder.query(lock, [accountIds[0]]);
    const sweeping = db.rows('select * from public.expire_reservations(100, $1)', [
      after(start, { hours: 1 }),
    ]);
    await db.waitForBlocked();
    const { rowCount } = await prober.query(lock, [accountIds[1]]);
    await holder.query('rollback');
    expect(await sweeping).toHaveLength(2);
    expect(rowCount).toBe(1);
  } finally {
    holder.release();
    prober.release();
  }
});
