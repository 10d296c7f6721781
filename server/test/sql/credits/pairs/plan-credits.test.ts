import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

/** Where credits of plans meet changes of plan, its end, an absence, and what was bought; in both orders. */

const database = useCreditsDatabase();
/** The account's months turn on the tenth of each, at noon. */
const april = '2026-04-10T12:00:00.000Z';
const may = '2026-05-10T12:00:00.000Z';
const june = '2026-06-10T12:00:00.000Z';
const justBefore = (instant: string) => after(instant, { seconds: -1 });
const day = (days: number) => after(start, { days });

describe('plan credits and changes of plan', () => {
  it('up, down and up again give the greatest amount once a period', async () => {
    const db = database();
    const accountId = await db.account();
    const small = await db.planVersion({ amount: 100 });
    const large = await db.planVersion({ amount: 300 });
    const given: number[] = [];
    for (const [nth, version] of [small, large, small, large].entries()) {
      await db.setPlan(accountId, version, day(nth));
      given.push((await db.state(accountId, day(nth)))[0]);
    }
    expect(given).toEqual([100, 300, 300, 300]);
    expect(await db.lines(accountId)).toEqual(['grant 100', 'grant 200']);
    // Then each period what its plan gives.
    expect(await db.state(accountId, april)).toEqual([300, 0, 0]);
  });

  it('down, up and down again likewise; the smaller plan takes effect at the turn', async () => {
    const db = database();
    const accountId = await db.account();
    const small = await db.planVersion({ amount: 100 });
    const large = await db.planVersion({ amount: 300 });
    for (const [nth, version] of [large, small, large, small].entries()) {
      await db.setPlan(accountId, version, day(nth));
      expect(await db.state(accountId, day(nth))).toEqual([300, 0, 0]);
    }
    expect(await db.state(accountId, justBefore(april))).toEqual([300, 0, 0]);
    expect(await db.state(accountId, april)).toEqual([100, 0, 0]);
    await db.use(accountId, 1, april);
    expect(await db.lines(accountId)).toEqual(['grant 300', 'expire 300', 'grant 100', 'consume 1']);
  });

  it('what was spent before is not given again by going up', async () => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion({ amount: 100 }));
    await db.use(accountId, 80);
    await db.setPlan(accountId, await db.planVersion({ amount: 300 }), day(1));
    expect(await db.state(accountId, day(1))).toEqual([220, 0, 0]);
  });

  it('a month’s credits count in the year that follows them, and a year’s in the months', async () => {
    const db = database();
    const accountId = await db.account();
    const monthly = await db.planVersion({ amount: 100 });
    const yearly = await db.planVersion({ amount: 1000, interval: 'year' });
    await db.setPlan(accountId, monthly);
    await db.setPlan(accountId, yearly, day(1));
    expect(await db.state(accountId, day(1))).toEqual([1000, 0, 0]);
    for (const [nth, version] of [monthly, yearly].entries()) {
      await db.setPlan(accountId, version, day(nth + 2));
      expect(await db.state(accountId, day(nth + 2))).toEqual([1000, 0, 0]);
    }
    // The month's lot is swept, the year's stays, in whichever of both it is.
    expect(await db.state(accountId, april)).toEqual([900, 0, 0]);
    await db.setPlan(accountId, monthly, april);
    expect(await db.state(accountId, may)).toEqual([1000, 0, 0]);
    await db.setPlan(accountId, yearly, may);
    expect(await db.state(accountId, may)).toEqual([1000, 0, 0]);
  });

  it('both at the same instant: the last one holds', async () => {
    const db = database();
    const accountId = await db.account();
    const small = await db.planVersion({ amount: 100 });
    const large = await db.planVersion({ amount: 300 });
    for (const version of [small, large, small]) await db.setPlan(accountId, version);
    expect(await db.state(accountId)).toEqual([300, 0, 0]);
    expect(await db.state(accountId, april)).toEqual([100, 0, 0]);
  });

  it.each(['the turn', 'the change'])('at the turn itself, whoever comes first: %s', async (first) => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion({ amount: 300 }));
    if (first === 'the turn') await db.use(accountId, 1, april);
    await db.setPlan(accountId, await db.planVersion({ amount: 100 }), april);
    // What has begun is not taken back: a change told for an instant comes after what that instant brought.
    expect((await db.state(accountId, april))[0]).toBe(first === 'the turn' ? 299 : 300);
    expect(await db.state(accountId, may)).toEqual([100, 0, 0]);
  });
});

describe('a plan that waits for the renewal', () => {
  it.each([
    ['smaller', 300, 100],
    ['larger', 100, 300],
  ])('gives its credits from its instant on, whoever touches when: %s', async (_, before, then) => {
    const db = database();
    const [now, next] = [await db.planVersion({ amount: before }), await db.planVersion({ amount: then })];
    const change = { endsAt: april, nextVersionId: next };
    const [touched, idle, told] = [await db.account(), await db.account(), await db.account()];
    for (const accountId of [touched, idle, told]) {
      await db.setPlan(accountId, now);
      await db.setPlan(accountId, now, day(3), change);
      expect(await db.state(accountId, justBefore(april))).toEqual([before, 0, 0]);
    }
    await db.use(touched, 1, april);
    await db.setPlan(told, next, after(april, { hours: 1 }));
    expect(await db.state(touched, april)).toEqual([then - 1, 0, 0]);
    expect(await db.state(idle, april)).toEqual([then, 0, 0]);
    expect(await db.state(told, after(april, { hours: 1 }))).toEqual([then, 0, 0]);
    expect(await db.state(idle, may)).toEqual([then, 0, 0]);
  });

  it('gives none once another plan has come before it', async () => {
    const db = database();
    const accountId = await db.account();
    const [now, next] = [await db.planVersion(), await db.planVersion({ amount: 300 })];
    await db.setPlan(accountId, now, start, { endsAt: april, nextVersionId: next });
    await db.setPlan(accountId, await db.planVersion({ amount: 50 }), day(5));
    expect(await db.state(accountId, april)).toEqual([50, 0, 0]);
  });
});

describe('plan credits and the end of the plan', () => {
  it.each(['told before', 'found out late'])(
    'the running lot lives to its end, none comes after: %s',
    async (when) => {
      const db = database();
      const accountId = await db.account();
      const version = await db.planVersion();
      await db.setPlan(accountId, version);
      if (when === 'told before') await db.setPlan(accountId, version, day(2), { endsAt: day(10) });
      else await db.setPlan(accountId, await db.planVersion(null), day(10));
      expect(await db.state(accountId, day(11))).toEqual([100, 0, 0]);
      expect(await db.state(accountId, justBefore(april))).toEqual([100, 0, 0]);
      for (const at of [april, may]) expect(await db.state(accountId, at)).toEqual([0, 0, 0]);
      await db.use(accountId, 1, may);
      expect(await db.lines(accountId)).toEqual(['grant 100', 'expire 100']);
    },
  );

  it('an end at the turn itself: no period begins', async () => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion(), start, { endsAt: april });
    expect(await db.state(accountId, april)).toEqual([0, 0, 0]);
  });

  it('back within the period gives nothing anew, after it the period that runs', async () => {
    const db = database();
    const accountId = await db.account();
    const [version, none] = [await db.planVersion(), await db.planVersion(null)];
    await db.setPlan(accountId, version);
    await db.setPlan(accountId, none, day(1));
    await db.setPlan(accountId, version, day(2));
    expect(await db.state(accountId, day(2))).toEqual([100, 0, 0]);
    await db.setPlan(accountId, none, day(3));
    await db.setPlan(accountId, version, day(40));
    expect(await db.state(accountId, day(40))).toEqual([100, 0, 0]);
    expect(await db.lots(accountId)).toMatchObject([
      { expires_at: new Date(april) },
      { expires_at: new Date(may) },
    ]);
  });

  it('what rolls over outlives the plan', async () => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion({ rolloverPeriods: 1 }), start, { endsAt: day(10) });
    expect(await db.state(accountId, april)).toEqual([100, 0, 0]);
    expect(await db.state(accountId, may)).toEqual([0, 0, 0]);
  });
});

describe('plan credits and two months off', () => {
  it.each([
    [0, [100]],
    [1, [100, 100]],
    [2, [100, 100, 100]],
  ])('with %d periods of rollover', async (rolloverPeriods, alive) => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion({ rolloverPeriods }));
    await db.use(accountId, 100);
    const total = alive.reduce((sum, amount) => sum + amount, 0);
    // The credits of the first month are spent; those of April, May and June have come since.
    const [now, most] = [after(june, { days: 1 }), Math.min(total, 300)];
    expect(await db.state(accountId, now)).toEqual([most, 0, 0]);
    await db.use(accountId, 1, now);
    expect(await db.state(accountId, now)).toEqual([most - 1, 0, 0]);
    const lots = (await db.lots(accountId)).filter(({ remaining }) => remaining > 0);
    expect(lots.map(({ amount }) => amount)).toEqual(alive);
  });

  it('touched each month it comes to the same', async () => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion({ rolloverPeriods: 1 }));
    for (const at of [april, may, june])
      await db.rows('select public.settle_credits($1, $2)', [accountId, at]);
    expect(await db.state(accountId, june)).toEqual([200, 0, 0]);
  });
});

describe('the turn of a plan’s period and other credits', () => {
  it.each(['bought before', 'bought after'])('sweeps only what the plan gave: %s', async (when) => {
    const db = database();
    const accountId = await db.account();
    const buy = () => db.grant(accountId, { source: 'purchase', amount: 40 });
    if (when === 'bought before') await buy();
    await db.setPlan(accountId, await db.planVersion());
    if (when === 'bought after') await buy();
    await db.use(accountId, 30);
    expect(await db.state(accountId, justBefore(april))).toEqual([110, 0, 0]);
    expect(await db.state(accountId, april)).toEqual([140, 0, 0]);
    await db.use(accountId, 120, april);
    const bought = (await db.lots(accountId)).filter(({ source }) => source === 'purchase');
    expect(bought).toMatchObject([{ remaining: 20, used: 20 }]);
  });

  it('what is held of the plan’s lot lives until the hold ends', async () => {
    const db = database();
    const accountId = await db.account();
    await db.setPlan(accountId, await db.planVersion());
    await db.reserve(accountId, { amount: 60, ttl: '1 hour' }, after(april, { seconds: -60 }));
    expect(await db.state(accountId, april)).toEqual([100, 60, 0]);
  });

  it('pays debts first, the oldest lot’s before others, read or written', async () => {
    const db = database();
    const accountId = await db.account(60, 80);
    const lots = await db.lots(accountId);
    await db.use(accountId, 140);
    for (const { id } of lots) await db.revoke(accountId, id);
    expect(await db.state(accountId)).toEqual([0, 0, 140]);
    await db.setPlan(accountId, await db.planVersion({ amount: 100, rolloverPeriods: 1 }), start);
    expect(await db.state(accountId)).toEqual([0, 0, 40]);
    expect(await db.state(accountId, april)).toEqual([60, 0, 0]);
    await db.use(accountId, 1, april);
    expect(await db.state(accountId, april)).toEqual([59, 0, 0]);
  });

  it('that is yet to come is shown with the debts of several lots paid by it', async () => {
    const db = database();
    const accountId = await db.account(60, 80);
    const lots = await db.lots(accountId);
    await db.setPlan(accountId, await db.planVersion({ amount: 100 }));
    await db.use(accountId, 240);
    for (const { id } of lots) await db.revoke(accountId, id);
    expect(await db.state(accountId, april)).toEqual([0, 0, 40]);
  });
});
