import { describe, expect, it } from '@jest/globals';
import { after, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

// The month of an account that came at `start` ends at noon.
const before = (seconds: number) => after('2026-04-10T12:00:00Z', { seconds: -seconds });
const early = { occurredAt: before(-60) };

describe('a counter that an event ahead of our clock has opened', () => {
  it('covers nothing before its period begins, for which another is opened', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 8 } });
    await db.use(accountId, { ...early, amount: 8 }, before(120));
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 8, '1 minute', null, $2)`, [
      accountId,
      before(110),
    ]);
    expect((await db.counters(accountId)).map(({ used, reserved }) => [used, reserved])).toEqual([
      [0, 8],
      [8, 0],
    ]);
  });

  it('gets the quota of a change before its period begins', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1000 } });
    await db.use(accountId, {}, before(120));
    await db.use(accountId, early, before(120));
    await db.movePlan(accountId, { calls: { quota: 8 } }, before(60));
    expect((await db.counters(accountId)).map(({ quota }) => quota)).toEqual([8, 8]);
    await db.rows(`select public.set_quota_override($1, 'calls', 5, null, 'why', $2)`, [
      accountId,
      before(50),
    ]);
    expect(await db.use(accountId, { ...early, amount: 5 }, before(40))).toMatchObject({
      code: 'quota_exceeded',
      quota: 5,
    });
    expect(await db.use(accountId, { amount: 5 }, before(-30))).toMatchObject({
      code: 'quota_exceeded',
      used: 1,
    });
  });

  it('and that took over what came before it, neither', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1000 } });
    await db.use(accountId, { amount: 5 }, before(210));
    await db.use(accountId, early, before(180));
    await db.movePlan(accountId, { calls: { quota: 500, resetPeriod: 'daily' } }, before(150));
    await db.use(accountId, early, before(120));
    // Until noon the counter of today takes what happens; from then on that of the new month.
    await db.movePlan(accountId, { calls: { quota: 8 } }, before(90));
    expect(await db.use(accountId, { amount: 2 }, before(60))).toMatchObject({
      code: 'quota_exceeded',
      quota: 8,
      used: 7,
    });
    expect(await db.use(accountId, { ...early, amount: 7 }, before(60))).toMatchObject({
      code: 'quota_exceeded',
      quota: 8,
      used: 2,
    });
  });
});
