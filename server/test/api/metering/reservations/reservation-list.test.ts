import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ListedReservation } from '../../../../src/metering/reservations/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { badFields, idsOf, useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

const list = (accountId: string, query = '', options?: object) =>
  node().get(`/usage/reservations?accountId=${accountId}${query}`, options);

async function hold(accountId: string, fields: object = {}): Promise<string> {
  const body = { accountId, featureCode: 'calls', amount: 10, ...fields };
  return String((await node().done(node().post('/usage/reservations', body))).id);
}

async function listed(accountId: string, query = ''): Promise<ListedReservation[]> {
  return z.array(ListedReservation).parse(await node().done(list(accountId, query)));
}

describe('GET /usage/reservations', () => {
  describe('200', () => {
    it('lists newest first what became of each, in pages', async () => {
      const { id } = await node().account();
      const [first, second, third] = [await hold(id), await hold(id, { amount: 20 }), await hold(id)];
      const { recordId } = await node().done(
        node().post(`/usage/reservations/${second}/commit`, { amount: 7 }),
      );
      await node().done(node().post(`/usage/reservations/${first}/release`));
      const { body } = await list(id);
      expect(body.page).toEqual({ limit: 20, offset: 0, total: 3 });
      expect(body.data).toMatchObject([
        {
          id: third,
          status: 'held',
          amount: 10,
          committedAmount: null,
          recordId: null,
          featureCode: 'calls',
        },
        { id: second, status: 'committed', amount: 20, committedAmount: 7, recordId },
        { id: first, status: 'released' },
      ]);
      expect(Math.abs(Date.parse(body.data[0].createdAt) - Date.now())).toBeLessThan(60_000);
      const page = await list(id, '&limit=1&offset=1');
      expect(page.body.page).toEqual({ limit: 1, offset: 1, total: 3 });
      expect(idsOf(page.body.data)).toEqual([second]);
    });

    it('filters by feature and by what is held', async () => {
      const { id } = await node().account([
        { code: 'calls', quota: 100, resetPeriod: 'monthly' },
        { code: 'words', quota: 100, resetPeriod: 'monthly' },
      ]);
      const [released, calls, words] = [
        await hold(id),
        await hold(id),
        await hold(id, { featureCode: 'words' }),
      ];
      await node().done(node().post(`/usage/reservations/${released}/release`));
      expect(idsOf(await listed(id, '&status=held'))).toEqual([words, calls]);
      expect(idsOf(await listed(id, '&status=all&featureCode=calls'))).toEqual([calls, released]);
      const held = await list(id, '&status=held&featureCode=words');
      expect(held.body).toMatchObject({ data: [{ id: words }], page: { total: 1 } });
    });

    it('reads what is held past its time as expired', async () => {
      const { id } = await node().account();
      const over = await hold(id, { ttlSeconds: 1 });
      await waitUntil(async () => (await listed(id, '&status=held')).length === 0);
      expect(await listed(id)).toMatchObject([{ id: over, status: 'expired' }]);
    });

    it('shows users their own', async () => {
      const { token, account } = await node().person();
      const id = await hold(account.id);
      expect(idsOf((await node().get('/usage/reservations', { token })).body.data)).toEqual([id]);
    });
  });

  itRefusesStrangers(node, (accountId, options) => list(accountId, '', options));

  it.each([
    ['status', '&status=expired'],
    ['limit', '&limit=0'],
    ['featureCode', '&featureCode=A'],
  ])('422 naming %s for %s', async (field, query) => {
    const { id } = await node().account();
    expect(badFields(await list(id, query))).toEqual([field]);
  });
});
