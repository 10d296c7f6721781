import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Check } from '../../../../src/metering/states/contract.ts';
import {
  badFields,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

describe('GET /usage/check-quota/:featureCode', () => {
  describe('200', () => {
    it('says what would be accepted, with the numbers', async () => {
      const { id } = await node().account();
      await node().use(id, { amount: 60 });
      const fits = await node().get(`/usage/check-quota/calls?accountId=${id}&amount=40`);
      expect(fits.body.data).toMatchObject({ allowed: true, quota: { used: 60, quota: 100, remaining: 40 } });
      expect(fits.body.data.reason).toBeUndefined();
      const over = await node().get(`/usage/check-quota/calls?accountId=${id}&amount=41`);
      expect(over.body.data).toMatchObject({ allowed: false, reason: 'quota_exceeded', quota: { used: 60 } });
    });

    it('counts what is held as used', async () => {
      const { id } = await node().account();
      await node().use(id, { amount: 60 });
      await node().done(
        node().post('/usage/reservations', { accountId: id, featureCode: 'calls', amount: 10 }),
      );
      for (const [amount, allowed] of [
        [30, true],
        [31, false],
      ] as const) {
        const { data } = (await node().get(`/usage/check-quota/calls?accountId=${id}&amount=${amount}`)).body;
        expect(data).toMatchObject({ allowed, quota: { used: 60, reserved: 10, remaining: 30 } });
      }
    });

    it('asks for one where no amount is given', async () => {
      const { id } = await node().account();
      await node().use(id, { amount: 100 });
      expect((await node().get(`/usage/check-quota/calls?accountId=${id}`)).body.data.allowed).toBe(false);
    });

    it('never allows a feature without an entitlement', async () => {
      const [account, bare] = [await node().account(), await node().account(null)];
      for (const path of [
        `words?accountId=${account.id}`,
        `calls?accountId=${bare.id}`,
        `export?accountId=${bare.id}`,
      ]) {
        expect((await node().get(`/usage/check-quota/${path}`)).body.data).toEqual({
          allowed: false,
          reason: 'feature_not_in_plan',
          quota: null,
        });
      }
    });

    it('answers boolean features by whether they are on', async () => {
      const { id } = await node().account();
      const off = await node().account([{ code: 'export', enabled: false }]);
      expect((await node().get(`/usage/check-quota/export?accountId=${id}`)).body.data).toMatchObject({
        allowed: true,
      });
      expect((await node().get(`/usage/check-quota/export?accountId=${off.id}`)).body.data).toMatchObject({
        allowed: false,
        reason: 'feature_not_in_plan',
      });
    });

    it('sees each record of this node at once', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 20, resetPeriod: 'monthly' }]);
      for (let used = 1; used <= 20; used += 1) {
        await node().use(id);
        const { data } = (await node().get(`/usage/check-quota/calls?accountId=${id}`)).body;
        expect(data).toMatchObject({ allowed: used < 20, quota: { used } });
      }
    });

    it('sees overrides, resets, voids and plans at once', async () => {
      const { id } = await node().account();
      const check = async () =>
        Check.parse((await node().get(`/usage/check-quota/calls?accountId=${id}`)).body.data);
      const recordId = await node().use(id, { amount: 100 });
      expect(await check()).toMatchObject({ allowed: false });
      await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 101, reason: 'x' });
      expect(await check()).toMatchObject({ allowed: true, quota: { quota: 101 } });
      await node().delete(`/admin/accounts/${id}/overrides/calls`, {});
      expect(await check()).toMatchObject({ allowed: false, quota: { quota: 100 } });
      await node().post(`/usage/records/${recordId}/void`, { reason: 'x' });
      expect(await check()).toMatchObject({ allowed: true, quota: { used: 0 } });
      await node().use(id, { amount: 100 });
      await node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'x' });
      expect(await check()).toMatchObject({ allowed: true, quota: { used: 0 } });
      const { code: planCode } = await node().plan([{ code: 'words', quota: 5, resetPeriod: 'daily' }]);
      await node().post(`/admin/accounts/${id}/plan`, { planCode, reason: 'x' });
      expect(await check()).toEqual({ allowed: false, reason: 'feature_not_in_plan', quota: null });
    });

    it('answers users for their own account', async () => {
      const { token, account } = await node().person();
      const asked = [await node().get('/usage/check-quota/calls', { token })];
      asked.push(await node().get(`/usage/check-quota/calls?accountId=${account.id}`, { token }));
      for (const { body } of asked) expect(body.data).toMatchObject({ allowed: true, quota: { quota: 100 } });
    });
  });

  it('403 for an API key without the scope', async () => {
    const { id } = await node().account();
    const token = await node().key('usage:write');
    expect(await node().get(`/usage/check-quota/calls?accountId=${id}`, { token })).toMatchObject({
      status: 403,
    });
  });

  describe('404', () => {
    it('for a feature that nobody knows', async () => {
      const { id } = await node().account();
      expect(await node().get(`/usage/check-quota/nonsense?accountId=${id}`)).toMatchObject({
        status: 404,
        body: { code: 'feature_unknown' },
      });
    });

    it('for another’s account in the same words as for one that does not exist', async () => {
      const [{ token }, other] = [await node().person(), await node().account()];
      const refusals = [other.id, other.ref, unknownId, 'ext:nobody'].map(async (accountId) =>
        wordsOf(await node().get(`/usage/check-quota/calls?accountId=${accountId}`, { token })),
      );
      const [first, ...rest] = await Promise.all(refusals);
      expect(first).toMatchObject({ httpStatus: 404, code: 'not_found' });
      for (const words of rest) expect(words).toEqual(first);
    });
  });

  it.each([
    'amount=0',
    'amount=1.5',
    'amount=x',
    'amount=',
    'amount=9007199254740992',
    'amount=1&amount=2',
    'sum=1',
  ])('422 for ?%s', async (query) => {
    const { id } = await node().account();
    expect(await node().get(`/usage/check-quota/calls?accountId=${id}&${query}`)).toMatchObject({
      status: 422,
    });
  });

  it('422 where an API key names no account', async () => {
    expect(badFields(await node().get('/usage/check-quota/calls'))).toEqual(['accountId']);
  });
});

describe('POST /usage/check-quota', () => {
  it('200 with the same answers in order, each as if it were alone', async () => {
    const { id } = await node().account();
    await node().use(id, { amount: 60 });
    const checks = [
      { featureCode: 'calls', amount: 40 },
      { featureCode: 'words' },
      { featureCode: 'calls', amount: 41 },
    ];
    checks.push({ featureCode: 'export' }, { featureCode: 'calls' });
    const { body } = await node().post('/usage/check-quota', { accountId: id, checks });
    expect(
      z
        .array(Check)
        .parse(body.data)
        .map(({ allowed }) => allowed),
    ).toEqual([true, false, false, true, true]);
    expect(await node().quota(id)).toMatchObject({ used: 60 });
  });

  itRefusesStrangers(node, (accountId, options) =>
    node().post('/usage/check-quota', { accountId, checks: [{ featureCode: 'calls' }] }, options),
  );

  it('200 answers each check in its place: an unknown feature hides none of the others', async () => {
    const { id } = await node().account();
    const checks = ['calls', 'nonsense', 'words', 'export'].map((featureCode) => ({ featureCode }));
    const answer = await node().post('/usage/check-quota', { accountId: id, checks });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        data: [
          { allowed: true, quota: { featureCode: 'calls' } },
          { allowed: false, reason: 'feature_unknown', quota: null },
          { allowed: false, reason: 'feature_not_in_plan', quota: null },
          { allowed: true, quota: { featureCode: 'export' } },
        ],
      },
    });
  });

  it.each([
    ['checks', { checks: [] }],
    ['checks', { checks: Array<object>(101).fill({ featureCode: 'calls' }) }],
    ['checks.1.amount', { checks: [{ featureCode: 'calls' }, { featureCode: 'calls', amount: 0 }] }],
    ['checks.0.featureCode', { checks: [{}] }],
  ])('422 naming %s', async (field, body) => {
    expect(badFields(await node().post('/usage/check-quota', { accountId: unknownId, ...body }))).toEqual([
      field,
    ]);
  });
});
