import { expect, test } from '@jest/globals';
import { after, sqlstate, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();
const late = after(start, { hours: 1 });

/** Accounts that hold one call each for a minute, the ends a second apart. */
async function holders(count: number): Promise<string[]> {
  const db = database();
  const plan = await db.plan({ calls: {} });
  const accountIds: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const accountId = await db.account(plan);
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 1, '1 minute', null, $2)`, [
      accountId,
      after(start, { seconds: nth }),
    ]);
    accountIds.push(accountId);
  }
  return accountIds;
}

async function sweep(limit: number, place?: { at: string; id: string }) {
  return database().rows<{ account_id: string; id: string; at: string; is_freed: boolean }>(
    `select account_id, id, expires_at::text as at, is_freed
     from public.expire_reservations($1, $3, $4, $2)`,
    [limit, late, place?.at ?? '-infinity', place?.id ?? '00000000-0000-0000-0000-000000000000'],
  );
}

const freed = (rows: { account_id: string; is_freed: boolean }[]) =>
  rows.filter((row) => row.is_freed).map((row) => row.account_id);

test('a counter that somebody holds keeps no other waiting', async () => {
  const db = database();
  const [held, free] = await holders(2);
  const holder = await db.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from public.user_usage where account_id = $1 for update', [held]);
    expect(freed(await sweep(100))).toEqual([free]);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  expect(freed(await sweep(100))).toEqual([held]);
});

test('those that can’t be freed undo nothing of others, and a turn goes on behind them', async () => {
  const db = database();
  const accountIds = await holders(5);
  const broken = accountIds.slice(0, 3);
  const setReserved = (amount: number) =>
    db.rows('update public.user_usage set reserved = $2 where account_id = any ($1)', [broken, amount]);
  // Less than what is held: their books are wrong.
  await setReserved(0);
  const first = await sweep(2);
  expect(first.map((row) => [row.account_id, row.is_freed])).toEqual(
    broken.slice(0, 2).map((id) => [id, false]),
  );
  const second = await sweep(2, first.at(-1));
  expect(freed(second)).toEqual([accountIds[3]]);
  expect(freed(await sweep(2, second.at(-1)))).toEqual([accountIds[4]]);
  await setReserved(1);
  expect(freed(await sweep(100))).toEqual(broken);
});

test('a node of an earlier version, which knows no place and would never come to an end, is refused', async () => {
  const before = database().rows('select * from public.expire_reservations(p_limit => 500)');
  expect(await sqlstate(before)).toBe('42883');
});
