import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const daily = { calls: { resetPeriod: 'daily' } } as const;

describe('change_time_zone, beside changes of reset period', () => {
  it.each([
    ['', '2026-03-10T23:00:00.000Z'],
    [', in the time that the zone has added', '2026-03-11T19:00:00.000Z'],
  ])('and a plan that leaves the day and comes back bring no day forward%s', async (_, at) => {
    const db = database();
    const monthly = { calls: { quota: 1000 } };
    const accountId = await db.account(daily, { timeZone: 'Asia/Kolkata' });
    // Midnight in Kolkata is at 18:30, in Jerusalem at 22:00: the day that began at 18:30 ends a day after the next
    // 22:00.
    await db.use(accountId, { amount: 100 }, '2026-03-10T19:00:00Z');
    await database().moveZone(accountId, 'Asia/Jerusalem', '2026-03-10T19:30:00Z');
    await db.movePlan(accountId, monthly, at);
    await db.movePlan(accountId, daily, after(at, { seconds: 1 }));
    expect(await db.use(accountId, {}, after(at, { seconds: 2 }))).toMatchObject({ code: 'quota_exceeded' });
    await db.movePlan(accountId, monthly, after(at, { seconds: 3 }));
    await db.movePlan(accountId, daily, after(at, { seconds: 4 }));
    expect(await db.use(accountId, {}, '2026-03-11T21:59:59Z')).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, {}, '2026-03-11T22:00:00Z')).toMatchObject({ used: 1 });
  });

  it('and back, after its reset period went and came back, ends the day there: the next is whole', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    await database().moveZone(accountId, 'America/New_York', after(start, { seconds: 1 }));
    await db.movePlan(accountId, { calls: { quota: 1000 } }, after(start, { seconds: 2 }));
    await db.movePlan(accountId, daily, after(start, { seconds: 3 }));
    await database().moveZone(accountId, 'UTC', after(start, { seconds: 4 }));
    expect(await db.use(accountId, { amount: 60 }, '2026-03-10T23:59:59Z')).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.use(accountId, { amount: 100 }, '2026-03-11T00:00:00Z')).toMatchObject({
      used: 100,
      period_end: new Date('2026-03-12T00:00Z'),
    });
  });

  it('ends a day after its beginning, where uses ahead of our clock put that past the end it had', async () => {
    const db = database();
    const accountId = await db.account(daily, { at: '2026-02-11T00:00:00.000Z' });
    const monthly = { calls: { quota: 1000 } };
    const at = (minute: number) => after('2026-03-10T23:50:00Z', { seconds: minute * 60 });
    const ahead = { occurredAt: '2026-03-11T00:01:00Z' };
    await db.use(accountId, { amount: 60 }, at(0));
    // Whose day ends at 05:00 and whose month, as at Greenwich, at midnight.
    await database().moveZone(accountId, 'America/Lima', at(1));
    await db.movePlan(accountId, monthly, at(2));
    await db.use(accountId, ahead, at(7));
    await db.movePlan(accountId, daily, at(8));
    await db.use(accountId, ahead, at(9));
    await database().moveZone(accountId, 'UTC', at(9));
    expect((await db.counters(accountId)).at(-1)).toMatchObject({
      used: 62,
      period_end: new Date('2026-03-12T00:00Z'),
    });
  });

  it('while another reset period holds counts for the day that comes back', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 100 });
    await db.movePlan(accountId, { calls: { quota: 1000 } }, after(start, { seconds: 1 }));
    await database().moveZone(accountId, 'America/Los_Angeles', after(start, { seconds: 2 }));
    const at = '2026-03-11T01:00:00.000Z';
    await db.movePlan(accountId, daily, at);
    expect(await db.use(accountId, {}, '2026-03-11T06:59:59Z')).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, {}, '2026-03-11T07:00:00Z')).toMatchObject({ used: 1 });
  });

  it('after several changes of reset period counts for the day that comes back', async () => {
    const db = database();
    const accountId = await db.account(daily);
    const monthly = { calls: { quota: 1000 } };
    await db.use(accountId, { amount: 100 });
    for (const [hours, offers] of [monthly, daily, monthly].entries()) {
      await db.movePlan(accountId, offers, after(start, { hours: hours + 1 }));
      await db.use(accountId, { amount: 1000 }, after(start, { hours: hours + 1 }));
    }
    await database().moveZone(accountId, 'Asia/Shanghai', after(start, { hours: 4 }));
    await db.movePlan(accountId, daily, after(start, { hours: 5 }));
    expect(await db.use(accountId, {}, after(start, { hours: 6 }))).toMatchObject({
      code: 'quota_exceeded',
      period_end: new Date('2026-03-11T16:00Z'),
    });
    expect(await db.use(accountId, {}, '2026-03-11T15:59:59Z')).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, {}, '2026-03-11T16:00:00Z')).toMatchObject({ used: 1 });
  });

  it('in the instant of a change of reset period counts for the day that this has closed', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 100 });
    const at = after(start, { hours: 6 });
    await db.movePlan(accountId, { calls: { quota: 1000 } }, at);
    await database().moveZone(accountId, 'Asia/Shanghai', at);
    expect((await db.counters(accountId)).map((counter) => counter.period_end)).toContainEqual(new Date(at));
    await db.movePlan(accountId, daily, after(at, { hours: 7 }));
    expect(await db.use(accountId, {}, '2026-03-11T15:59:59Z')).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, {}, '2026-03-11T16:00:00Z')).toMatchObject({ used: 1 });
  });

  it('leaves periods that another reset period has followed already as they are', async () => {
    const db = database();
    const accountId = await db.account(daily);
    const at = (second: number) => after('2026-03-10T23:58:00Z', { seconds: second });
    await db.record(accountId, [{}, { occurredAt: '2026-03-11T00:01:00Z' }], at(0));
    await db.movePlan(accountId, { calls: {} }, at(10));
    await db.use(accountId, {}, at(20));
    const ends = async () => (await db.counters(accountId)).map((counter) => counter.period_end).slice(0, 2);
    expect(await ends()).toEqual([new Date(at(10)), new Date('2026-03-11T00:00Z')]);
    await database().moveZone(accountId, 'America/Los_Angeles', at(30));
    expect(await ends()).toEqual([new Date(at(10)), new Date('2026-03-11T00:00Z')]);
  });
});
