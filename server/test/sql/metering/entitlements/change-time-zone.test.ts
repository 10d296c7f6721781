import { describe, expect, it } from '@jest/globals';
import { randomFrom } from '../../../../src/demo/random.ts';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const daily = { calls: { resetPeriod: 'daily' } } as const;

describe('change_time_zone', () => {
  it('west: lets the day run on to the end of the new zone’s day', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    await database().moveZone(accountId, 'America/Los_Angeles');
    expect(await db.counter(accountId)).toMatchObject({
      period_start: new Date('2026-03-10T00:00Z'),
      period_end: new Date('2026-03-11T07:00Z'),
      time_zone: 'America/Los_Angeles',
      used: 60,
    });
    expect(await db.use(accountId, { amount: 60 }, '2026-03-11T06:59:59Z')).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.use(accountId, { amount: 60 }, '2026-03-11T07:00:00Z')).toMatchObject({
      used: 60,
      period_end: new Date('2026-03-12T07:00Z'),
    });
  });

  it('east: brings no midnight forward', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    await database().moveZone(accountId, 'Asia/Shanghai');
    // Midnight in Shanghai is at 16:00, before the day at Greenwich ends.
    expect(await db.use(accountId, { amount: 60 }, '2026-03-10T16:00:00Z')).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-11T16:00Z') });
  });

  describe('from a month that began in winter', () => {
    const from = '2026-01-10T12:00:00.000Z';
    const monthEnd = '2026-04-10T12:00:00.000Z';

    async function inMarch(): Promise<string> {
      const accountId = await database().account({ calls: {} }, { at: from });
      await database().use(accountId, { amount: 40 }, '2026-03-12T12:00:00Z');
      return accountId;
    }

    it('makes no two months of one where its summer time puts the boundary an hour earlier', async () => {
      const db = database();
      const accountId = await inMarch();
      await database().moveZone(accountId, 'America/New_York', '2026-03-13T12:00:00Z');
      expect(await db.counter(accountId)).toMatchObject({ period_end: new Date(monthEnd), used: 40 });
      expect(await db.use(accountId, { amount: 60 }, after(monthEnd, { seconds: -1 }))).toMatchObject({
        used: 100,
      });
      // What the month before took in its last hour is not carried into this one.
      expect(await db.use(accountId, {}, monthEnd)).toMatchObject({
        used: 1,
        period_end: new Date('2026-05-10T11:00Z'),
      });
    });

    it('nor where the last day of a short month makes it a day earlier', async () => {
      const db = database();
      const accountId = await db.account({ calls: {} }, { at: '2026-01-30T23:30:00.000Z' });
      await db.use(accountId, { amount: 100 }, '2026-02-01T12:00:00Z');
      await database().moveZone(accountId, 'Pacific/Kiritimati', '2026-02-02T12:00:00Z');
      expect(await db.use(accountId, {}, '2026-02-28T23:29:59Z')).toMatchObject({ code: 'quota_exceeded' });
      expect(await db.use(accountId, {}, '2026-02-28T23:30:00Z')).toMatchObject({ used: 1 });
    });

    it('nor where February cuts it in both zones, two days apart', async () => {
      const db = database();
      const at = '2026-01-30T10:30:00.000Z';
      const accountId = await db.account({ calls: {} }, { at, timeZone: 'Pacific/Pago_Pago' });
      await db.use(accountId, { amount: 100 }, '2026-02-10T12:00:00Z');
      await database().moveZone(accountId, 'Pacific/Kiritimati', '2026-02-11T12:00:00Z');
      expect(await db.use(accountId, {}, '2026-03-01T10:29:59Z')).toMatchObject({ code: 'quota_exceeded' });
      expect(await db.use(accountId, {}, '2026-03-01T10:30:00Z')).toMatchObject({
        used: 1,
        period_end: new Date('2026-03-30T10:30Z'),
      });
    });

    it('and a version that waits for its end comes then, by whatever hops between zones', async () => {
      const db = database();
      const plan = await db.plan({ calls: { quota: 1000 } });
      const accountId = await db.account(plan, { at: '2026-01-30T23:30:00.000Z' });
      const versionId = await db.publish(plan.planId, { calls: { quota: 10 } });
      await db.use(accountId, { amount: 100 }, '2026-01-31T12:00:00Z');
      await db.rows('select public.note_renewal(array[$1]::uuid[], $2, $3)', [
        accountId,
        versionId,
        '2026-02-01T00:00:00Z',
      ]);
      for (const [zone, at] of [
        ['Pacific/Kiritimati', '2026-02-11T12:00:00Z'],
        ['Pacific/Pago_Pago', '2026-02-11T12:00:01Z'],
        ['UTC', '2026-02-11T12:00:02Z'],
        ['Pacific/Kiritimati', '2026-02-11T12:00:03Z'],
      ] as const) {
        await database().moveZone(accountId, zone, at);
      }
      expect(await db.use(accountId, { amount: 100 }, '2026-02-28T23:29:59Z')).toMatchObject({
        used: 200,
        quota: 1000,
      });
      const refused = await db.use(accountId, { amount: 11 }, '2026-02-28T23:30:00Z');
      expect(refused).toMatchObject({ status: 'rejected', quota: 10 });
      expect(await db.use(accountId, { amount: 10 }, '2026-02-28T23:30:00Z')).toMatchObject({ used: 10 });
    });

    it('and a plan that leaves the month and comes back in another zone bring no month forward', async () => {
      const db = database();
      const accountId = await db.account({ calls: {} }, { at: '2026-01-31T00:30:00.000Z' });
      // At Greenwich the month ends at 00:30 on 28 February, in New York a day later.
      await db.use(accountId, { amount: 100 }, '2026-02-28T00:00:00Z');
      const at = '2026-02-28T00:31:00.000Z';
      await db.movePlan(accountId, { calls: { resetPeriod: 'daily' } }, at);
      await database().moveZone(accountId, 'America/New_York', after(at, { seconds: 1 }));
      await db.movePlan(accountId, { calls: {} }, after(at, { seconds: 2 }));
      const before = await db.use(accountId, { amount: 100 }, after(at, { seconds: 3 }));
      const next = await db.use(accountId, { amount: 100 }, '2026-03-01T00:30:00Z');
      expect([before.status, next.status]).toEqual(['rejected', 'recorded']);
    });

    it('and in the time that a zone has added, another ends it at once', async () => {
      const db = database();
      const accountId = await db.account({ calls: {} }, { at: '2026-01-31T00:30:00.000Z' });
      await db.use(accountId, { amount: 100 }, '2026-02-10T12:00:00Z');
      await database().moveZone(accountId, 'America/New_York', '2026-02-12T12:00:00Z');
      const at = '2026-02-28T12:00:00.000Z';
      expect(await db.use(accountId, {}, at)).toMatchObject({ code: 'quota_exceeded' });
      await database().moveZone(accountId, 'UTC', at);
      expect(await db.use(accountId, {}, at)).toMatchObject({
        used: 1,
        period_end: new Date('2026-03-31T00:30Z'),
      });
    });
  });

  it('leaves a quota that never resets as it is', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'never' } });
    await db.use(accountId, { amount: 60 });
    const before = await db.counter(accountId);
    await database().moveZone(accountId, 'Asia/Shanghai');
    expect(await db.counter(accountId)).toMatchObject({ used: 60, period_end: before.period_end });
  });

  it('to the same zone changes nothing', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId);
    const before = await db.counter(accountId);
    await database().moveZone(accountId, 'UTC');
    expect(await db.counter(accountId)).toMatchObject({ period_end: before.period_end, used: 1 });
  });

  it('pins the present day where nothing was used in it yet', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await database().moveZone(accountId, 'Asia/Shanghai');
    expect(await db.use(accountId, {}, '2026-03-10T17:00:00Z')).toMatchObject({
      period_start: new Date('2026-03-10T00:00Z'),
      period_end: new Date('2026-03-11T16:00Z'),
    });
  });

  it('pins it for each feature, whether another was used or not', async () => {
    const db = database();
    const accountId = await db.account({ ...daily, words: { resetPeriod: 'daily' } });
    await db.use(accountId);
    await database().moveZone(accountId, 'Asia/Shanghai');
    for (const featureCode of ['calls', 'words']) {
      expect(await db.counter(accountId, featureCode)).toMatchObject({
        period_start: new Date('2026-03-10T00:00Z'),
        period_end: new Date('2026-03-11T16:00Z'),
      });
    }
  });

  it('and back restores the end that the day had', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'UTC'])
      await database().moveZone(accountId, zone);
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-11T00:00Z') });
    expect(await db.use(accountId, { amount: 60 }, '2026-03-10T23:59:59Z')).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.use(accountId, { amount: 60 }, '2026-03-11T00:00:00Z')).toMatchObject({ used: 60 });
  });

  it('and back, in the time that another zone has added, ends the day at the next midnight there', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    await database().moveZone(accountId, 'America/Los_Angeles');
    const at = '2026-03-11T03:00:00.000Z';
    await database().moveZone(accountId, 'UTC', at);
    expect(await db.use(accountId, { amount: 60 }, at)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-12T00:00Z') });
  });

  it('keeps reservations and lets their commit count in the longer period', async () => {
    const db = database();
    const accountId = await db.account(daily);
    const { id } = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 30, '1 day', null, $2)`,
      [accountId, start],
    );
    await database().moveZone(accountId, 'America/Los_Angeles');
    await db.rows('select public.commit_reservation($1, $2, null, $3)', [accountId, id, '2026-03-11T05:00Z']);
    expect(await db.counter(accountId)).toMatchObject({ used: 30, reserved: 0 });
  });

  it('leaves periods that have a successor already as they are', async () => {
    const db = database();
    const accountId = await db.account(daily);
    const at = '2026-03-10T23:58:00Z';
    await db.record(accountId, [{}, { occurredAt: '2026-03-11T00:01:00Z' }], at);
    await database().moveZone(accountId, 'America/Los_Angeles', at);
    expect((await db.counters(accountId)).map((counter) => counter.period_end)).toEqual([
      new Date('2026-03-11T00:00Z'),
      new Date('2026-03-12T07:00Z'),
    ]);
  });

  it('goes by the end of a period that is older than the ends it was opened with', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    await db.rows('update public.user_usage set first_end = null, due_end = null where account_id = $1', [
      accountId,
    ]);
    await database().moveZone(accountId, 'Asia/Shanghai');
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-11T16:00Z') });
    await database().moveZone(accountId, 'UTC');
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-11T00:00Z') });
  });

  it('in the instant that a day ends leaves it as it was', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId);
    await database().moveZone(accountId, 'America/Los_Angeles', '2026-03-11T00:00:00Z');
    expect(await db.counters(accountId)).toMatchObject([
      { time_zone: 'UTC', period_end: new Date('2026-03-11T00:00Z') },
      { time_zone: 'America/Los_Angeles', period_end: new Date('2026-03-12T07:00Z') },
    ]);
  });

  it('in the instant that a zone’s added time begins, sets the end before which no other ends it', async () => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId);
    await database().moveZone(accountId, 'America/Los_Angeles');
    // Midnight in Shanghai is at 16:00, in Los Angeles at 07:00.
    await database().moveZone(accountId, 'Asia/Shanghai', '2026-03-11T00:00:00Z');
    await database().moveZone(accountId, 'America/Los_Angeles', '2026-03-11T01:00:00Z');
    expect(await db.counter(accountId)).toMatchObject({ period_end: new Date('2026-03-12T07:00Z') });
  });

  it.each([1, 2, 3, 4])(
    'hopping from zone to zone gives at most a quota a day (journey %i)',
    async (journey) => {
      const db = database();
      const zones = [
        'Pacific/Kiritimati',
        'Asia/Kathmandu',
        'Asia/Shanghai',
        'America/Havana',
        'America/New_York',
        'Pacific/Apia',
        'Etc/GMT+12',
        'UTC',
      ];
      const accountId = await db.account(daily);
      const days = 7;
      const random = randomFrom(`journey ${journey}`);
      let accepted = 0;
      for (let hour = 0; hour < 24 * days; hour += 3) {
        const at = after(start, { hours: hour });
        const zone = zones[Math.floor(random() * zones.length)];
        if (zone && random() < 0.5) {
          await database().moveZone(accountId, zone, at);
          const current = (await db.counters(accountId)).at(-1);
          // Whatever was hopped to meanwhile: no day ends before the end that it began with.
          if (current)
            expect(current.period_end.getTime()).toBeGreaterThanOrEqual(current.first_end.getTime());
        }
        const { status } = await db.use(accountId, { amount: 100 }, at);
        if (status === 'recorded') accepted += 1;
      }
      const counters = await db.counters(accountId);
      counters.slice(1).forEach((counter, index) => {
        // Touched every three hours, so that no period is skipped.
        expect(counter.period_start).toEqual(counters[index]?.period_end);
      });
      expect(accepted).toBeLessThanOrEqual(days + 1);
      expect(accepted).toBe(counters.length);
    },
  );
});
