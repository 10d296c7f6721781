import { expect, test } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

async function accountsOver(
  accountId: string,
  quota: number,
  resetPeriod: string,
  at: string,
): Promise<number> {
  const rows = await database().rows<{ accounts: number }>(
    `select accounts::int from public.count_over_quota(
       array[$1]::uuid[], array['calls'], array[$2]::bigint[], array[$3], $4
     )`,
    [accountId, quota, resetPeriod, at],
  );
  return rows[0]?.accounts ?? 0;
}

test('what another reset period would carry over counts, as it does once that is published', async () => {
  const db = database();
  const plan = await db.plan({ calls: { quota: 100, resetPeriod: 'daily' } });
  const accountId = await db.account(plan);
  const tomorrow = after(start, { days: 1 });
  await db.use(accountId, { amount: 80 });
  await db.use(accountId, { amount: 30 }, tomorrow);
  const later = after(tomorrow, { seconds: 60 });
  expect(await accountsOver(accountId, 100, 'daily', later)).toBe(0);
  expect(await accountsOver(accountId, 100, 'monthly', later)).toBe(1);
  expect(await accountsOver(accountId, 110, 'monthly', later)).toBe(0);
  expect(await accountsOver(accountId, 109, 'never', later)).toBe(1);

  const versionId = await db.publish(plan.planId, { calls: { quota: 100, resetPeriod: 'monthly' } });
  await db.applyPlan(accountId, versionId, later);
  expect(await db.use(accountId, {}, after(later, { seconds: 1 }))).toMatchObject({
    code: 'quota_exceeded',
    used: 110,
  });
});

test('from a month to days only what was used today counts', async () => {
  const db = database();
  const plan = await db.plan({ calls: { quota: 100 } });
  const accountId = await db.account(plan);
  const tomorrow = after(start, { days: 1 });
  await db.use(accountId, { amount: 80 });
  await db.use(accountId, { amount: 5 }, tomorrow);
  const later = after(tomorrow, { seconds: 60 });
  expect(await accountsOver(accountId, 10, 'daily', later)).toBe(0);
  expect(await accountsOver(accountId, 4, 'daily', later)).toBe(1);
  expect(await accountsOver(accountId, 10, 'monthly', later)).toBe(1);
});

test('a reservation counts while it lasts, whatever the reset period comes to', async () => {
  const db = database();
  const accountId = await db.account({ calls: { quota: 100 } });
  await db.use(accountId, { amount: 10 });
  await db.rows(`select public.reserve_feature_usage($1, 'calls', 80, '10 seconds', null, $2)`, [
    accountId,
    start,
  ]);
  for (const resetPeriod of ['monthly', 'daily']) {
    expect(await accountsOver(accountId, 50, resetPeriod, after(start, { seconds: 9 }))).toBe(1);
    expect(await accountsOver(accountId, 50, resetPeriod, after(start, { seconds: 10 }))).toBe(0);
  }
});

test('what was used ahead of its day does not count today', async () => {
  const db = database();
  const accountId = await db.account({ calls: { quota: 100, resetPeriod: 'daily' } });
  const at = '2026-03-10T23:58:00Z';
  await db.record(accountId, [{ amount: 5 }, { amount: 80, occurredAt: '2026-03-11T00:01:00Z' }], at);
  expect(await accountsOver(accountId, 10, 'daily', at)).toBe(0);
  expect(await accountsOver(accountId, 4, 'daily', at)).toBe(1);
});
