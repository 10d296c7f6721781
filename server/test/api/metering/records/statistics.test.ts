import { describe, expect, it } from '@jest/globals';
import { Statistics } from '../../../../src/metering/records/contract.ts';
import { badFields, useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

type Point = Statistics['series'][number]['points'][number];

async function statistics(accountId: string, query: string, token = node().apiKey): Promise<Statistics> {
  return Statistics.parse(
    await node().done(node().get(`/usage/statistics?accountId=${accountId}&${query}`, { token })),
  );
}

/** Records as of another time, which the API would not believe. */
async function useAt(accountId: string, at: string, amount = 1, featureCode = 'calls'): Promise<string> {
  const { pool } = node().server.ctx;
  await pool.query('select public.ensure_usage_partitions($1, $1)', [at]);
  const { rows } = await pool.query<{ record_id: string }>(
    'select record_id from public.record_feature_usage($1, $2, $3)',
    [accountId, JSON.stringify([{ featureCode, amount }]), at],
  );
  return rows[0]?.record_id ?? '';
}

const offers = [
  { code: 'calls', quota: 100_000, resetPeriod: 'monthly' as const },
  { code: 'words', quota: -1, resetPeriod: 'daily' as const },
];

/** The points of the only series. */
const pointsOf = ({ series }: Statistics): Point[] => {
  expect(series).toHaveLength(1);
  return series[0]?.points ?? [];
};
const usedOf = (points: Point[]) => points.map(({ used }) => used);

describe('GET /usage/statistics', () => {
  describe('200', () => {
    it('by day, in the account’s zone, gaps filled with 0', async () => {
      const { id } = await node().account(offers, { timeZone: 'Asia/Shanghai' });
      await useAt(id, '2026-05-03T15:59:59.999Z', 3);
      await useAt(id, '2026-05-03T16:00:00Z', 4);
      await useAt(id, '2026-05-06T03:00:00Z', 5);
      const found = await statistics(
        id,
        'granularity=day&from=2026-05-02T16:00:00Z&to=2026-05-07T16:00:00Z&featureCode=calls',
      );
      expect(found).toMatchObject({
        timeZone: 'Asia/Shanghai',
        from: '2026-05-02T16:00:00.000Z',
        to: '2026-05-07T16:00:00.000Z',
        totals: [{ featureCode: 'calls', used: 12, events: 3 }],
      });
      expect(pointsOf(found)).toEqual([
        { at: '2026-05-02T16:00:00.000Z', used: 3, events: 1 },
        { at: '2026-05-03T16:00:00.000Z', used: 4, events: 1 },
        { at: '2026-05-04T16:00:00.000Z', used: 0, events: 0 },
        { at: '2026-05-05T16:00:00.000Z', used: 5, events: 1 },
        { at: '2026-05-06T16:00:00.000Z', used: 0, events: 0 },
      ]);
    });

    it('by month, over the end of a year', async () => {
      const { id } = await node().account(offers, { timeZone: 'Asia/Kathmandu' });
      await useAt(id, '2025-12-31T18:14:59Z', 1);
      await useAt(id, '2025-12-31T18:15:00Z', 2);
      const points = pointsOf(
        await statistics(id, 'granularity=month&from=2025-11-30T18:15:00Z&to=2026-02-28T18:15:00Z'),
      );
      expect(points.map(({ at, used }) => [at, used])).toEqual([
        ['2025-11-30T18:15:00.000Z', 1],
        ['2025-12-31T18:15:00.000Z', 2],
        ['2026-01-31T18:15:00.000Z', 0],
      ]);
    });

    it('by hour, where the zone is off by 45 minutes', async () => {
      const { id } = await node().account(offers, { timeZone: 'Asia/Kathmandu' });
      await useAt(id, '2026-05-03T10:20:00Z', 7);
      const points = pointsOf(
        await statistics(id, 'granularity=hour&from=2026-05-03T09:30:00Z&to=2026-05-03T11:20:00Z'),
      );
      expect(points).toEqual([
        { at: '2026-05-03T09:15:00.000Z', used: 0, events: 0 },
        { at: '2026-05-03T10:15:00.000Z', used: 7, events: 1 },
        { at: '2026-05-03T11:15:00.000Z', used: 0, events: 0 },
      ]);
    });

    it.each([
      ['23', 'America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
      ['25', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
      ['25', 'America/Havana', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ])(
      'by hour, a day of %s hours in %s has as many points, each counted once',
      async (hours, timeZone, from, to) => {
        const { id } = await node().account(offers, { timeZone });
        const starts = Array.from(
          { length: Number(hours) },
          (_, hour) => Date.parse(from) + hour * 3_600_000,
        );
        for (const start of starts) await useAt(id, new Date(start + 1_800_000).toISOString());
        const points = pointsOf(await statistics(id, `granularity=hour&from=${from}&to=${to}`));
        expect(points.map(({ at }) => Date.parse(at))).toEqual(starts);
        expect(usedOf(points)).toEqual(starts.map(() => 1));
        const days = pointsOf(await statistics(id, `granularity=day&from=${from}&to=${to}`));
        expect(days).toEqual([
          { at: new Date(from).toISOString(), used: Number(hours), events: Number(hours) },
        ]);
      },
    );

    it('by day and month, from the first of two midnights on', async () => {
      const { id } = await node().account(offers, { timeZone: 'America/Havana' });
      await useAt(id, '2026-11-01T03:59:00Z', 1);
      await useAt(id, '2026-11-01T04:30:00Z', 10);
      for (const granularity of ['day', 'month']) {
        const points = pointsOf(
          await statistics(
            id,
            `granularity=${granularity}&from=2026-10-31T12:00:00Z&to=2026-11-01T12:00:00Z`,
          ),
        );
        expect(usedOf(points)).toEqual([1, 10]);
        expect(points[1]?.at).toBe('2026-11-01T04:00:00.000Z');
      }
    });

    it('counts only what lies within the span', async () => {
      const { id } = await node().account(offers);
      for (const at of ['2026-05-03T09:59:59.999Z', '2026-05-03T10:00:00Z', '2026-05-03T14:00:00Z'])
        await useAt(id, at);
      const found = await statistics(id, 'granularity=day&from=2026-05-03T10:00:00Z&to=2026-05-03T14:00:00Z');
      expect(found.totals).toEqual([{ featureCode: 'calls', used: 1, events: 1 }]);
    });

    it('takes a voided use back at its own time, and leaves an admin’s reset out', async () => {
      const { id } = await node().account(offers);
      const from = new Date(Date.now() - 3 * 3_600_000).toISOString();
      const occurredAt = new Date(Date.now() - 2 * 3_600_000).toISOString();
      await node().use(id, { amount: 3 });
      const record = await node().use(id, { amount: 40, occurredAt });
      await node().use(id, { amount: 2, occurredAt });
      await node().post(`/usage/records/${record}/void`, { reason: 'x' });
      await node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'x' });
      const found = await statistics(id, `granularity=hour&from=${from}`);
      expect(found.totals).toEqual([{ featureCode: 'calls', used: 5, events: 2 }]);
      expect(usedOf(pointsOf(found)).toSorted()).toEqual(expect.arrayContaining([2, 3]));
    });

    it('shows late records, which no quota counts', async () => {
      const { id } = await node().account(offers);
      const occurredAt = new Date(Date.now() - 20 * 86_400_000).toISOString();
      await node().use(id, { featureCode: 'words', amount: 9, occurredAt });
      expect(await node().quota(id, 'words')).toMatchObject({ used: 0 });
      expect((await statistics(id, 'granularity=day')).totals).toEqual([
        { featureCode: 'words', used: 9, events: 1 },
      ]);
    });

    it('has a series for each feature used in the span, or for the one asked for', async () => {
      const { id } = await node().account(offers);
      await useAt(id, '2026-05-03T10:00:00Z');
      await useAt(id, '2026-05-03T11:00:00Z', 4, 'words');
      const span = 'granularity=day&from=2026-05-03T00:00:00Z&to=2026-05-04T00:00:00Z';
      expect((await statistics(id, span)).series.map(({ featureCode }) => featureCode)).toEqual([
        'calls',
        'words',
      ]);
      expect(pointsOf(await statistics(id, `${span}&featureCode=words`))).toMatchObject([{ used: 4 }]);
      expect(pointsOf(await statistics(id, `${span}&featureCode=export`))).toMatchObject([{ used: 0 }]);
      expect(
        (await statistics(id, 'granularity=day&from=2020-01-01T00:00:00Z&to=2020-01-05T00:00:00Z')).series,
      ).toEqual([]);
    });

    it.each([
      ['hour', 24],
      ['day', 30],
      ['month', 12],
    ])('by %s, reaches back about %d steps where no span is given', async (granularity, steps) => {
      const { id } = await node().account(offers);
      await node().use(id);
      const { length } = pointsOf(await statistics(id, `granularity=${granularity}&featureCode=calls`));
      expect(length).toBeGreaterThanOrEqual(steps);
      expect(length).toBeLessThanOrEqual(steps + 1);
    });

    it('shows users their own', async () => {
      const { token, account } = await node().person();
      await node().use(account.id, { amount: 6 });
      const { body } = await node().get('/usage/statistics', { token });
      expect(body.data.totals).toEqual([{ featureCode: 'calls', used: 6, events: 1 }]);
    });
  });

  itRefusesStrangers(node, (accountId, options) =>
    node().get(`/usage/statistics?accountId=${accountId}`, options),
  );

  it('404 for unknown features', async () => {
    const { id } = await node().account();
    expect(await node().get(`/usage/statistics?accountId=${id}&featureCode=nonsense`)).toMatchObject({
      status: 404,
      body: { code: 'feature_unknown' },
    });
  });

  it.each([
    ['granularity', 'granularity=week'],
    ['from', 'from=2026-05-03T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['from', 'from=2027-05-03T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['from', 'granularity=hour&from=2026-01-01T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['from', 'granularity=day&from=2024-01-01T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['from', 'granularity=month&from=2000-01-01T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['to', 'to=tomorrow'],
  ])('422 naming %s for ?%s', async (field, query) => {
    const { id } = await node().account();
    const answer = await node().get(`/usage/statistics?accountId=${id}&${query}`);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });
});
