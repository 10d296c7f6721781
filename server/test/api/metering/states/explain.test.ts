import { describe, expect, it } from '@jest/globals';
import { QuotaExplanation } from '../../../../src/metering/states/contract.ts';
import {
  badFields,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const ask = (accountId: string, featureCode = 'calls', options?: object) =>
  node().get(`/usage/explain/${featureCode}?accountId=${accountId}`, options);

async function explain(accountId: string, featureCode = 'calls'): Promise<QuotaExplanation> {
  return QuotaExplanation.parse(await node().done(ask(accountId, featureCode)));
}

/** Each answer by itself: quota − used − reserved = remaining, and the parts make up what is used. */
function expectSum({ quota, used, reserved, remaining }: QuotaExplanation): void {
  expect(used.parts.reduce((sum, part) => sum + part.amount, 0)).toBe(used.amount);
  expect([quota.used, quota.reserved, quota.remaining]).toEqual([used.amount, reserved.amount, remaining]);
  expect(quota.quota - used.amount - reserved.amount).toBe(remaining);
}

const override = (accountId: string, quota: number) =>
  node().done(
    node().put(`/admin/accounts/${accountId}/overrides/calls`, { quota, reason: 'a big customer' }),
  );

describe('GET /usage/explain/:featureCode', () => {
  describe('200', () => {
    it('tells plan, uses, voids, reservations and what remains', async () => {
      const { id, planCode } = await node().account();
      const record = await node().use(id, { amount: 30 });
      await node().use(id, { amount: 12 });
      await node().post(`/usage/records/${record}/void`, { reason: 'a mistake' });
      await node().post('/usage/reservations', { accountId: id, featureCode: 'calls', amount: 8 });
      const explained = await explain(id);
      expect(explained).toEqual({
        quota: await node().quota(id),
        plan: { id: expect.any(String), code: planCode, name: expect.any(Object), version: 1, quota: 100 },
        override: null,
        used: {
          amount: 12,
          parts: [
            { kind: 'use', amount: 42, records: 2 },
            { kind: 'void', amount: -30, records: 1 },
            { kind: 'reset', amount: 0, records: 0 },
          ],
        },
        reserved: { amount: 8, reservations: 1 },
        late: { amount: 0, records: 0 },
        remaining: 80,
        period: { start: explained.quota.periodStart, end: explained.quota.periodEnd },
      });
      expectSum(explained);
    });

    it('tells an override by how far it is from the plan, and that it can’t be told from without limit', async () => {
      const { id } = await node().account();
      await override(id, 250);
      expect(await explain(id)).toMatchObject({
        plan: { quota: 100 },
        override: { quota: 250, difference: 150, expiresAt: null, reason: 'a big customer' },
        remaining: 250,
      });
      await override(id, 40);
      expect(await explain(id)).toMatchObject({ override: { difference: -60 }, remaining: 40 });
      await override(id, -1);
      expect(await explain(id)).toMatchObject({ override: { quota: -1, difference: null }, remaining: -1 });
    });

    it('tells the reason of an override to admins and API keys, but not to the account’s own user', async () => {
      const { token, account } = await node().person();
      await override(account.id, 250);
      const asked = async (options: object) =>
        QuotaExplanation.parse(await node().done(ask(account.id, 'calls', options))).override;
      expect(await asked({ token })).toMatchObject({ quota: 250, reason: null });
      expect(await asked({ token: node().admin })).toMatchObject({ quota: 250, reason: 'a big customer' });
      const key = await node().key('usage:read');
      expect(await asked({ token: key })).toMatchObject({ quota: 250, reason: 'a big customer' });
    });

    it('has no plan where an override alone grants the feature', async () => {
      const { id } = await node().account(null);
      await override(id, 5);
      expect(await explain(id)).toMatchObject({ plan: null, override: { quota: 5, difference: null } });
    });

    it('says of a boolean feature whether it is on, and nothing else', async () => {
      const { id } = await node().account();
      expect(await explain(id, 'export')).toMatchObject({
        quota: { kind: 'boolean', enabled: true },
        used: { amount: 0, parts: [{ amount: 0 }, { amount: 0 }, { amount: 0 }] },
        reserved: { amount: 0, reservations: 0 },
        late: { amount: 0, records: 0 },
        period: null,
      });
    });

    it('tells late records apart', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'daily' }]);
      const occurredAt = new Date(Date.now() - 6 * 86_400_000).toISOString();
      await node().use(id, { amount: 9, occurredAt });
      expect(await explain(id)).toMatchObject({ used: { amount: 0 }, late: { amount: 9, records: 1 } });
    });

    it('has no end where the quota never resets', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'never' }]);
      await node().use(id, { amount: 1 });
      expect((await explain(id)).period).toEqual({ start: expect.any(String), end: null });
    });

    it('adds up in each answer while others record, hold, commit and take back', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 1_000_000, resetPeriod: 'monthly' }]);
      let isOver = false;
      const work = [
        () => node().use(id, { amount: 3 }),
        async () => {
          const record = await node().use(id, { amount: 2 });
          await node().done(node().post(`/usage/records/${record}/void`, { reason: 'a mistake' }));
        },
        async () => {
          const body = { accountId: id, featureCode: 'calls', amount: 5 };
          const held = await node().done(node().post('/usage/reservations', body));
          await node().done(node().post(`/usage/reservations/${held.id}/commit`, { amount: 4 }));
        },
      ];
      const workers = work.map(async (step) => {
        while (!isOver) await step();
      });
      const seen: QuotaExplanation[] = [];
      for (let count = 0; count < 60; count += 1) seen.push(await explain(id));
      isOver = true;
      await Promise.all(workers);
      seen.forEach(expectSum);
      expect(new Set(seen.map(({ used }) => used.amount)).size).toBeGreaterThan(5);
    });
  });

  it('403 for a feature that is not in the plan, and for an API key without the scope', async () => {
    const { id } = await node().account();
    expect(await ask(id, 'words')).toMatchObject({ status: 403, body: { code: 'feature_not_in_plan' } });
    const token = await node().key('usage:write');
    expect(await ask(id, 'calls', { token })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('404 for a feature that nobody knows', async () => {
    const { id } = await node().account();
    expect(await ask(id, 'nonsense')).toMatchObject({ status: 404, body: { code: 'feature_unknown' } });
  });

  it('404 for another’s account in the same words as for one that does not exist', async () => {
    const [{ token }, other] = [await node().person(), await node().account()];
    const foreign = await ask(other.id, 'calls', { token });
    expect(foreign.status).toBe(404);
    expect(wordsOf(foreign)).toEqual(wordsOf(await ask(unknownId, 'calls', { token })));
  });

  it('422 for a code that can be none', async () => {
    const { id } = await node().account();
    expect(badFields(await ask(id, 'NO'))).toEqual(['featureCode']);
  });
});
