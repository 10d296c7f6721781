import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase, type Offer } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

/** When the month of an account that came at `start` ends. */
const monthEnd = '2026-04-10T12:00:00.000Z';
const aMinuteBefore = after(monthEnd, { seconds: -60 });
const aMinuteAfter = after(monthEnd, { seconds: 60 });

/**
 * An account with the one offer that is to have the other when its month ends; of calls, if neither names a feature.
 */
async function waiting(from: Offer, to: Offer | null): Promise<string> {
  const db = database();
  const plan = await db.plan({ calls: from, words: {} });
  const accountId = await db.account(plan);
  const versionId = await db.publish(plan.planId, { words: {}, ...(to ? { calls: to } : {}) });
  await db.rows('select public.rollout_plan_version($1, $2, $3, $4)', [
    plan.planId,
    versionId,
    'renewal',
    after(start, { days: 1 }),
  ]);
  return accountId;
}

const early = (amount: number, occurredAt = aMinuteAfter) => ({ amount, occurredAt });

describe('a use that is told before the renewal and happened after it, by a clock ahead of ours', () => {
  it.each([
    ['lowers the quota', { quota: 100 }, { quota: 5 }],
    ['ends an unlimited one', { quota: -1 }, { quota: 5 }],
    ['raises the quota', { quota: 5 }, { quota: 100 }],
    ['makes it unlimited', { quota: 5 }, { quota: -1 }],
    ['lowers it and resets daily', { quota: 100 }, { quota: 5, resetPeriod: 'daily' }],
  ] as const)('fits both the present offer and the one that waits: where that %s', async (_, from, to) => {
    const db = database();
    const accountId = await waiting(from, to);
    expect(await db.use(accountId, early(6), aMinuteBefore)).toMatchObject({
      code: 'quota_exceeded',
      retry_at: null,
    });
    expect(await db.use(accountId, early(3), aMinuteBefore)).toMatchObject({ status: 'recorded', used: 3 });
    expect(await db.use(accountId, early(3), aMinuteBefore)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, early(2), aMinuteBefore)).toMatchObject({ status: 'recorded', used: 5 });
    // The month that is not over yet has all of its own, as has what happens before its end.
    expect(await db.use(accountId, early(5, after(monthEnd, { seconds: -1 })), aMinuteBefore)).toMatchObject({
      status: 'recorded',
      used: 5,
    });
    const { quota } = await db.use(accountId, {}, monthEnd);
    expect(quota).toBe(to.quota);
  });

  it('is refused where the version that waits lacks the feature, unless an override grants it', async () => {
    const db = database();
    const accountId = await waiting({ quota: 100 }, null);
    expect(await db.use(accountId, early(1), aMinuteBefore)).toMatchObject({ code: 'feature_not_in_plan' });
    await db.rows(`select public.set_quota_override($1, 'calls', 4, null, 'why', $2)`, [accountId, start]);
    expect(await db.use(accountId, early(5), aMinuteBefore)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, early(4), aMinuteBefore)).toMatchObject({ status: 'recorded' });
  });

  it('goes by an override that lasts beyond the renewal, and not by one that does not', async () => {
    const db = database();
    const [lasting, ending] = [await waiting({}, { quota: 5 }), await waiting({}, { quota: 5 })];
    for (const [accountId, until] of [
      [lasting, null],
      [ending, monthEnd],
    ]) {
      await db.rows(`select public.set_quota_override($1, 'calls', 50, $2, 'why', $3)`, [
        accountId,
        until,
        start,
      ]);
    }
    expect(await db.use(lasting, early(50), aMinuteBefore)).toMatchObject({ status: 'recorded' });
    expect(await db.use(ending, early(6), aMinuteBefore)).toMatchObject({ code: 'quota_exceeded' });
  });

  it('in a counter that goes on beyond it, too, and beside others in one call', async () => {
    const db = database();
    const from = { quota: 100, resetPeriod: 'daily' } as const;
    const [accountId, other] = [await waiting(from, { quota: 5, resetPeriod: 'daily' }), await db.account()];
    const outcomes = await db.recordMany(
      [
        { accountId, amount: 4 },
        { accountId: other, ...early(100) },
        { accountId, ...early(2) },
        { accountId, ...early(1) },
        { accountId, amount: 10 },
      ],
      aMinuteBefore,
    );
    expect(outcomes.map(({ code }) => code)).toEqual([null, null, 'quota_exceeded', null, null]);
  });
});
