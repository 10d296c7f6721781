import { describe, expect, it } from '@jest/globals';
import { elastic, useElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, start } from '../../../harness/metering/metering.ts';

// What credits paid, where one period comes after another, or in the place of another.

const database = useElasticDatabase();
const hour = (hours: number) => after(start, { hours });

describe('periods', () => {
  const byDay = { calls: { ...elastic, resetPeriod: 'daily' } } as const;

  it('turn with nothing paid, and the old one keeps what it paid', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay });
    await db.use(accountId, { amount: 12 });
    expect(await db.use(accountId, { amount: 10 }, hour(12))).toMatchObject({
      paid_units: null,
      overage: null,
    });
    expect((await db.counters(accountId)).map((counter) => counter.overage)).toEqual([2, 0]);
  });

  it('that are over take late uses by the policy and price of then', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay });
    await db.use(accountId, { amount: 10 });
    await db.movePlan(accountId, { calls: { quota: 1000, resetPeriod: 'daily' } }, hour(13));
    const occurredAt = hour(1);
    expect(await db.use(accountId, { amount: 2, occurredAt }, hour(13))).toMatchObject({
      paid_units: 2,
      paid_credits: 3,
    });
    // And none where credits were not let pay then.
    await db.movePlan(accountId, { calls: { ...elastic, resetPeriod: 'daily' } }, hour(37));
    await db.use(accountId, { amount: 1000, occurredAt: hour(14) }, hour(36.5));
    expect(await db.use(accountId, { occurredAt: hour(15) }, hour(37))).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.lines(accountId)).toEqual(['consume 3']);
  });

  it('closed for over a day charge a late use to nothing, and no credits', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay });
    await db.use(accountId, { amount: 10 });
    const late = await db.use(accountId, { amount: 5, occurredAt: hour(1) }, hour(40));
    expect(late).toMatchObject({ status: 'recorded', period_start: null, paid_credits: null });
    expect(await db.credits(accountId)).toEqual([100, 0]);
  });

  it('that begin in a moment take uses dated ahead, paid in their own period', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay, cap: 3 });
    const eve = '2026-03-10T23:58:00.000Z';
    await db.use(accountId, { amount: 12 }, eve);
    const ahead = await db.use(accountId, { amount: 12, occurredAt: '2026-03-11T00:01:00.000Z' }, eve);
    expect(ahead).toMatchObject({ paid_credits: 3, used: 12 });
    expect(await db.use(accountId, {}, eve)).toMatchObject({ code: 'quota_exceeded' });
  });

  it('do not let credits pay past a version that waits for its instant', async () => {
    const db = database();
    const { planId, versionId } = await db.plan({ calls: elastic });
    const at = '2026-03-10T23:58:00.000Z';
    const accountId = await db.account({ planId, versionId }, { at: '2026-02-11T00:00:00.000Z' });
    await db.grant(accountId, 100);
    await db.consent(accountId, true);
    const waiting = await db.publish(planId, { calls: { quota: 10 } });
    await db.rows('select public.rollout_plan_version($1, $2, $3, $4)', [planId, waiting, 'renewal', at]);
    const occurredAt = '2026-03-11T00:01:00.000Z';
    expect(await db.use(accountId, { amount: 11, occurredAt }, at)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { amount: 11 }, at)).toMatchObject({ paid_units: 1 });
  });

  it('of another kind carry over what was paid, with the limit, and what is held', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay, cap: 8 });
    await db.use(accountId, { amount: 12 });
    const { id } = await db.hold(accountId, 2, start, '2 days');
    await db.movePlan(accountId, { calls: elastic }, hour(1));
    expect(await db.standing(accountId, hour(1))).toEqual([10, 12, 2, 4, 6]);
    expect(await db.use(accountId, { amount: 2 }, hour(1))).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { amount: 1 }, hour(1))).toMatchObject({
      paid_credits: 2,
      used: 13,
      reserved: 2,
    });
    await db.release(accountId, id, hour(2));
    expect(await db.standing(accountId, hour(2))).toEqual([10, 13, 0, 3, 5]);
    // And back again: what was paid today goes along.
    await db.movePlan(accountId, byDay, hour(3));
    expect(await db.standing(accountId, hour(3))).toEqual([10, 13, 0, 3, 5]);
    await db.reset(accountId, hour(4));
    expect(await db.credits(accountId, hour(4))).toEqual([100, 0]);
  });

  it('that a void meets in a counter which carried the use over give back there', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay });
    const { record_id: paid } = await db.use(accountId, { amount: 12 });
    await db.movePlan(accountId, { calls: elastic }, hour(1));
    await db.use(accountId, {}, hour(1));
    await db.void(accountId, paid, hour(2));
    expect(await db.standing(accountId, hour(2))).toEqual([10, 1, 0, 1, 2]);
    expect(await db.use(accountId, { amount: 10 }, hour(2))).toMatchObject({ paid_credits: null });
  });

  it('that a change of zone lets run on keep what was paid', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: byDay });
    await db.use(accountId, { amount: 12 });
    await db.rows(`select public.change_time_zone($1, 'America/New_York', $2)`, [accountId, hour(1)]);
    expect(await db.use(accountId, {}, hour(13))).toMatchObject({ paid_credits: 2, used: 13, overage: 3 });
    expect(await db.use(accountId, { amount: 10 }, hour(17))).toMatchObject({ paid_credits: null });
  });
});
