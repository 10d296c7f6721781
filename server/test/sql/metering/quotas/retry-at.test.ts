import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const day = { calls: { quota: 50, resetPeriod: 'daily' } } as const;
const midnight = new Date('2026-03-11T00:00:00Z');

function reserve(accountId: string, amount: number, ttl: string): Promise<unknown> {
  return database().rows(`select public.reserve_feature_usage($1, 'calls', $2, $3::interval, null, $4)`, [
    accountId,
    amount,
    ttl,
    start,
  ]);
}

async function retryAt(accountId: string, amount: number, occurredAt?: string): Promise<Date | null> {
  const event = { amount, ...(occurredAt === undefined ? {} : { occurredAt }) };
  const outcome = await database().use(accountId, event);
  expect(outcome).toMatchObject({ code: 'quota_exceeded' });
  return outcome.retry_at;
}

describe('the instant at which a refused use can succeed', () => {
  it('is the end of the period, where it fits into a new one', async () => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 45 });
    expect(await retryAt(accountId, 10)).toEqual(midnight);
    expect(await retryAt(accountId, 50)).toEqual(midnight);
  });

  it('is none where more is asked than the quota grants, or the quota never resets', async () => {
    const db = database();
    const accountId = await db.account(day);
    expect(await retryAt(accountId, 51)).toBeNull();
    expect(await retryAt(await db.account({ calls: { quota: 0 } }), 1)).toBeNull();
    const never = await db.account({ calls: { quota: 5, resetPeriod: 'never' } });
    await db.use(never, { amount: 5 });
    expect(await retryAt(never, 1)).toBeNull();
  });

  it('is none for a use that says when it happened', async () => {
    const db = database();
    const yesterday = after(start, { days: -1 });
    const accountId = await db.account(day, { at: yesterday });
    await db.use(accountId, { amount: 45 }, yesterday);
    expect(await retryAt(accountId, 10, yesterday)).toBeNull();
    await db.use(accountId, { amount: 45 });
    expect(await retryAt(accountId, 10, after(start, { seconds: -5 }))).toBeNull();
  });

  it('is when the first reservations end that leave room enough', async () => {
    const db = database();
    const accountId = await db.account(day);
    await reserve(accountId, 10, '20 seconds');
    await reserve(accountId, 20, '10 seconds');
    await reserve(accountId, 20, '2 days');
    expect(await retryAt(accountId, 1)).toEqual(new Date(after(start, { seconds: 10 })));
    expect(await retryAt(accountId, 20)).toEqual(new Date(after(start, { seconds: 10 })));
    expect(await retryAt(accountId, 30)).toEqual(new Date(after(start, { seconds: 20 })));
    expect(await retryAt(accountId, 31)).toEqual(midnight);
  });

  it('is when the override ends that lowers the quota, and heeds one that ends before the period', async () => {
    const db = database();
    const override = (accountId: string, quota: number, hours: number) =>
      db.rows(`select public.set_quota_override($1, 'calls', $2, $3, 'why', $4)`, [
        accountId,
        quota,
        after(start, { hours }),
        start,
      ]);
    const lowered = await db.account(day);
    await override(lowered, 5, 1);
    expect(await retryAt(lowered, 6)).toEqual(new Date(after(start, { hours: 1 })));

    const raised = await db.account(day);
    await override(raised, 100, 1);
    await db.use(raised, { amount: 60 });
    expect(await retryAt(raised, 50)).toEqual(midnight);
    expect(await retryAt(raised, 51)).toBeNull();
    await override(raised, 100, 48);
    expect(await retryAt(raised, 51)).toEqual(midnight);
  });

  it('heeds the version that waits for the renewal', async () => {
    const db = database();
    const plan = await db.plan({ calls: { quota: 50 } });
    const accountId = await db.account(plan);
    const versionId = await db.publish(plan.planId, { calls: { quota: 5 } });
    await db.rows('select public.note_renewal(array[$1]::uuid[], $2, $3)', [accountId, versionId, start]);
    await db.use(accountId, { amount: 50 });
    expect(await retryAt(accountId, 6)).toBeNull();
    expect(await retryAt(accountId, 5)).toEqual(new Date('2026-04-10T12:00:00Z'));
  });

  it('stands in the refusal of a reservation, too', async () => {
    const db = database();
    const accountId = await db.account(day);
    await reserve(accountId, 50, '10 seconds');
    await expect(reserve(accountId, 1, '10 seconds')).rejects.toMatchObject({
      code: 'MSQEX',
      detail: expect.stringContaining('2026-03-10T12:00:10'),
    });
    await expect(reserve(accountId, 51, '10 seconds')).rejects.toMatchObject({
      detail: '{"left": 0, "required": 51}',
    });
  });
});
