import { describe, expect, it } from '@jest/globals';
import { PriceList } from '../../../src/credits/prices/contract.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { badFields } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();

it('tells what actions cost, to people and to keys, by name in both languages', async () => {
  await node().price({ video_generation: 12, face_swap: 3 });
  const { token } = await node().person(0);
  for (const options of [{ token }, {}]) {
    expect((await node().get('/credits/prices', options)).body.data).toEqual([
      { action: 'face_swap', name: { en: 'face_swap', 'zh-CN': 'face_swap' }, amount: 3 },
      {
        action: 'video_generation',
        name: { en: 'video_generation', 'zh-CN': 'video_generation' },
        amount: 12,
      },
    ]);
  }
});

describe('the price list', () => {
  const path = '/admin/credits/prices';
  const read = async () => PriceList.parse((await node().get(path, { token: node().admin })).body.data);
  /** Over the version that there is, unless told otherwise. */
  const put = async (
    prices: object[],
    { reason, token = node().admin, version }: { reason?: string; token?: string; version?: number } = {},
  ) =>
    node().send(
      'put',
      path,
      { prices, ...(reason ? { reason } : {}) },
      {
        token,
        headers: { 'if-match': String(version ?? (await read()).version) },
      },
    );
  const price = (action: string, amount: number, name = action) => ({
    action,
    name: { en: name, 'zh-CN': name },
    amount,
  });

  it('is replaced whole, with its history; uses from then on are priced by it', async () => {
    const accountId = await node().account(100);
    await node().done(put([price('upscale', 5), price('crop', 1)], { reason: 'The first' }));
    const use = (action: string) => node().post('/credits/use', { accountId, action });
    expect((await use('upscale')).body.data.amount).toBe(5);
    const { status, body } = await put([price('upscale', 8, 'Upscale')], { reason: 'Dearer' });
    expect([status, body.data.prices]).toEqual([200, [price('upscale', 8, 'Upscale')]]);
    expect((await use('upscale')).body.data.amount).toBe(8);
    expect(await use('crop')).toMatchObject({ status: 422, body: { code: 'action_unknown' } });

    const history = await node().get('/admin/credits/prices/history?limit=1', { token: node().admin });
    expect(history.body).toMatchObject({
      data: [
        {
          reason: 'Dearer',
          actor: { kind: 'user' },
          changes: [
            { action: 'crop', before: { amount: 1 }, after: null },
            { action: 'upscale', before: { amount: 5 }, after: { amount: 8, name: { en: 'Upscale' } } },
          ],
        },
      ],
      page: { limit: 1, offset: 0 },
    });
  });

  it.each([
    ['a price of 0', [price('a_job', 0)], ['prices.0.amount']],
    ['a fraction', [price('a_job', 0.5)], ['prices.0.amount']],
    ['an action twice', [price('a_job', 1), price('a_job', 2)], ['prices.1.action']],
    ['a code that is none', [price('A job', 1)], ['prices.0.action']],
  ])('with %s is refused, and stays as it is', async (_, prices, fields) => {
    const before = (await node().get('/credits/prices')).body.data;
    const answer = await put(prices);
    expect([answer.status, badFields(answer)]).toEqual([422, fields]);
    expect((await node().get('/credits/prices')).body.data).toEqual(before);
  });

  it('of two admins who edit one version keeps what the first has saved; the other is told', async () => {
    const { version } = await read();
    expect(await put([price('mine', 1)], { version })).toMatchObject({ status: 200 });
    const seen = await read();
    expect(seen).toEqual({ version: version + 1, prices: [price('mine', 1)] });
    expect(await put([price('theirs', 2)], { version })).toMatchObject({
      status: 412,
      body: { code: 'version_conflict', currentVersion: seen.version },
    });
    expect(await read()).toEqual(seen);
    // What changes nothing makes no version.
    expect((await put([price('mine', 1)])).body.data).toEqual(seen);
  });

  it('at once: one of many wins', async () => {
    const { version } = await read();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((amount) => put([price('one', amount)], { version })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412]);
  });

  it('needs the version that was edited', async () => {
    const answer = await node().send('put', path, { prices: [] }, { token: node().admin });
    expect([answer.status, badFields(answer)]).toEqual([422, ['If-Match']]);
  });

  it('is not for keys to change', async () => {
    expect((await put([price('a_job', 1)], { token: node().apiKey })).status).toBe(403);
  });
});
