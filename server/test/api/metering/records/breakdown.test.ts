import { describe, expect, it } from '@jest/globals';
import { selectBreakdown } from '../../../../src/metering/records/breakdown-queries.ts';
import { Breakdown } from '../../../../src/metering/records/contract.ts';
import { badFields, useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

const offers = [
  { code: 'calls', quota: 100_000, resetPeriod: 'monthly' as const },
  { code: 'words', quota: -1, resetPeriod: 'daily' as const },
];

async function breakdown(accountId: string, query = ''): Promise<Breakdown> {
  return Breakdown.parse(
    await node().done(node().get(`/usage/breakdown?accountId=${accountId}&featureCode=calls${query}`)),
  );
}

const nothing = { used: 0, events: 0 };

describe('GET /usage/breakdown', () => {
  it('sums use up by the values of a key, the most used first, and what lacks the key apart', async () => {
    const { id } = await node().account(offers);
    for (const [amount, metadata] of [
      [3, { model: 'small', project: 'a' }],
      [4, { model: 'small' }],
      [9, { model: 'large', project: 'b' }],
      [2, { model: null }],
      [5, undefined],
    ] as const) {
      await node().use(id, { amount, ...(metadata && { metadata }) });
    }
    await node().use(id, { featureCode: 'words', amount: 7, metadata: { model: 'small', voice: 'x' } });
    expect(await breakdown(id, '&key=model')).toMatchObject({
      featureCode: 'calls',
      isWhole: true,
      keys: ['model', 'project'],
      key: 'model',
      groups: [
        { value: 'large', used: 9, events: 1 },
        { value: 'small', used: 7, events: 2 },
      ],
      others: { values: 0, ...nothing },
      without: { used: 7, events: 2 },
    });
    expect(await breakdown(id, '&key=voice')).toMatchObject({
      groups: [],
      without: { used: 23, events: 5 },
    });
  });

  it('goes by the most frequent key where none is asked for, and by none where there is none', async () => {
    const { id } = await node().account(offers);
    expect(await breakdown(id)).toMatchObject({ keys: [], key: null, groups: [], without: nothing });
    await node().use(id, { amount: 1, metadata: { project: 'a' } });
    await node().use(id, { amount: 1, metadata: { project: 'a', model: 'x' } });
    expect(await breakdown(id)).toMatchObject({ key: 'project', groups: [{ value: 'a', used: 2 }] });
  });

  it('counts a voided use no more', async () => {
    const { id } = await node().account(offers);
    const record = await node().use(id, { amount: 40, metadata: { model: 'x' } });
    await node().use(id, { amount: 2, metadata: { model: 'x' } });
    await node().post(`/usage/records/${record}/void`, { reason: 'x' });
    expect(await breakdown(id)).toMatchObject({
      groups: [{ value: 'x', used: 2, events: 1 }],
      without: nothing,
    });
  });

  it('names no more than 20 values, and sums the others up', async () => {
    const { id } = await node().account(offers);
    for (let index = 1; index <= 23; index += 1) {
      await node().use(id, { amount: index, metadata: { job: `job ${index}` } });
    }
    const found = await breakdown(id);
    expect(found.groups).toHaveLength(20);
    expect(found.groups[0]).toEqual({ value: 'job 23', used: 23, events: 1 });
    expect(found.others).toEqual({ values: 3, used: 6, events: 3 });
  });

  it('tells what is no text as JSON, and cuts long values', async () => {
    const { id } = await node().account(offers);
    await node().use(id, { amount: 3, metadata: { it: { a: [1] } } });
    await node().use(id, { amount: 2, metadata: { it: 7 } });
    await node().use(id, { amount: 1, metadata: { it: 'x'.repeat(300) } });
    expect((await breakdown(id)).groups.map(({ value }) => value)).toEqual([
      '{"a": [1]}',
      '7',
      'x'.repeat(200),
    ]);
  });

  it('counts only what lies within the span', async () => {
    const { id } = await node().account(offers);
    await node().use(id, { amount: 3, metadata: { model: 'x' } });
    const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    expect((await breakdown(id, `&from=${hour(-2)}&to=${hour(-1)}`)).groups).toEqual([]);
    expect((await breakdown(id, `&from=${hour(-1)}&to=${hour(1)}`)).groups).toHaveLength(1);
  });

  it('shows users their own', async () => {
    const { token, account } = await node().person();
    await node().use(account.id, { amount: 6, metadata: { model: 'x' } });
    const { body } = await node().get('/usage/breakdown?featureCode=calls', { token });
    expect(body.data.groups).toEqual([{ value: 'x', used: 6, events: 1 }]);
  });

  it('reads no more records than it may, the newest, and says since when those are', async () => {
    const { id } = await node().account(offers);
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    for (const minutes of [30, 20, 10]) {
      await node().use(id, { amount: minutes, occurredAt: ago(minutes).toISOString() });
    }
    const search = { accountId: id, featureCode: 'calls', from: ago(60), to: ago(0), key: undefined };
    const read = async (limit: number) => {
      const { oldestAt, rows } = await selectBreakdown(node().server.ctx.db, { ...search, limit });
      return {
        minutes: oldestAt && Math.round((Date.now() - oldestAt.getTime()) / 60_000),
        used: rows[0]?.used,
      };
    };
    expect(await read(2)).toEqual({ minutes: 20, used: 30 });
    expect(await read(4)).toEqual({ minutes: undefined, used: 60 });
  });

  itRefusesStrangers(node, (accountId, options) =>
    node().get(`/usage/breakdown?featureCode=calls&accountId=${accountId}`, options),
  );

  it('404 for unknown features', async () => {
    const { id } = await node().account();
    expect(await node().get(`/usage/breakdown?accountId=${id}&featureCode=nonsense`)).toMatchObject({
      status: 404,
      body: { code: 'feature_unknown' },
    });
  });

  it.each([
    ['featureCode', ''],
    ['key', 'featureCode=calls&key='],
    ['from', 'featureCode=calls&from=2027-05-03T00:00:00Z&to=2026-05-03T00:00:00Z'],
    ['from', 'featureCode=calls&from=2020-01-01T00:00:00Z&to=2026-05-03T00:00:00Z'],
  ])('422 naming %s for ?%s', async (field, query) => {
    const { id } = await node().account();
    const answer = await node().get(`/usage/breakdown?accountId=${id}&${query}`);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });
});
