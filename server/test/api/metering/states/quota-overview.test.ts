import { describe, expect, it } from '@jest/globals';
import { Check } from '../../../../src/metering/states/contract.ts';
import { updatePlan } from '../../../harness/catalog/catalog.ts';
import { registerUser } from '../../../harness/identity/people.ts';
import { unknownId, useMeteringServer, wordsOf } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const read = (accountId: string) => node().done(node().get(`/usage/quota-overview?accountId=${accountId}`));

describe('GET /usage/quota-overview', () => {
  it('200 shows plan, month, every quota in the plan’s order, and unread alerts', async () => {
    const { id, planCode } = await node().account([
      { code: 'words', quota: 10, resetPeriod: 'daily' },
      { code: 'calls', quota: -1, resetPeriod: 'never' },
      { code: 'export', enabled: false },
    ]);
    await node().use(id, { featureCode: 'words', amount: 8 });
    const overview = await read(id);
    expect(overview).toMatchObject({
      accountId: id,
      plan: { code: planCode, version: 1, name: { en: planCode } },
      subscription: { status: 'active', endsAt: null },
      features: [
        {
          featureCode: 'words',
          kind: 'metered',
          unit: { en: 'call', 'zh-CN': 'call' },
          used: 8,
          remaining: 2,
          percent: 80,
          resetPeriod: 'daily',
        },
        {
          featureCode: 'calls',
          unlimited: true,
          quota: -1,
          remaining: -1,
          percent: null,
          used: 0,
          periodEnd: null,
        },
        { featureCode: 'export', kind: 'boolean', enabled: false, resetPeriod: null, periodStart: null },
      ],
      alerts: { unread: 1 },
    });
    const { startedAt, currentPeriodStart, currentPeriodEnd } = overview.subscription;
    expect(currentPeriodStart).toBe(startedAt);
    const days = (Date.parse(currentPeriodEnd) - Date.parse(currentPeriodStart)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
  });

  it('200 tells when an admin gave the plan, and of one that came by itself nothing', async () => {
    const { account } = await registerUser(node().server);
    expect((await read(account.id)).planGivenAt).toBe(null);
    const { code } = await node().plan();
    const before = Date.now();
    const body = { planCode: code, reason: 'a present' };
    await node().done(node().post(`/admin/accounts/${account.id}/plan`, body));
    const givenAt = Date.parse((await read(account.id)).planGivenAt);
    expect(givenAt).toBeGreaterThanOrEqual(before - 1_000);
    expect(givenAt).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('200 without a plan has nothing to show', async () => {
    const { id } = await node().account(null);
    expect(await read(id)).toEqual({
      accountId: id,
      plan: null,
      subscription: null,
      features: [],
      overrides: [],
      planGivenAt: null,
      nextPlanCredits: null,
      alerts: { unread: 0 },
    });
  });

  it('200 shows features never used with the period they would be used in', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 5, resetPeriod: 'daily' }], {
      timeZone: 'Asia/Kathmandu',
    });
    const { features } = await read(id);
    expect(features[0]).toMatchObject({
      used: 0,
      reserved: 0,
      remaining: 5,
      percent: 0,
      timeZone: 'Asia/Kathmandu',
    });
    expect(features[0].periodStart).toMatch(/T18:15:00.000Z$/);
  });

  it('200 shows a published plan at once: rollout now; not renewal, not new_only', async () => {
    const plan = await node().plan();
    const ref = `ext:${plan.code}`;
    await node().put(`/admin/accounts/${ref}`, { name: 'x', planCode: plan.code });
    await node().use(ref, { amount: 90 });
    const publish = (quota: number, rollout: 'now' | 'renewal' | 'new_only') =>
      updatePlan(node().server, node().admin, plan.id, {
        features: [{ code: 'calls', quota, resetPeriod: 'monthly' }],
        rollout,
      });
    const check = async () =>
      Check.parse((await node().get(`/usage/check-quota/calls?accountId=${ref}&amount=11`)).body.data);

    expect(await check()).toMatchObject({ allowed: false });
    await publish(500, 'now');
    expect(await read(ref)).toMatchObject({
      plan: { version: 2 },
      features: [{ quota: 500, used: 90, percent: 18 }],
    });
    expect(await check()).toMatchObject({ allowed: true, quota: { quota: 500 } });
    await publish(600, 'renewal');
    await publish(700, 'new_only');
    expect(await read(ref)).toMatchObject({ plan: { version: 2 }, features: [{ quota: 500 }] });
    await publish(50, 'now');
    expect(await read(ref)).toMatchObject({
      features: [{ quota: 50, used: 90, remaining: 0, percent: 180 }],
    });
    expect(await node().post('/usage/record', { accountId: ref, featureCode: 'calls' })).toMatchObject({
      status: 429,
    });
  });

  it('200 shows users their own, on the default plan where one is set', async () => {
    const { token, account } = await node().person();
    const { body } = await node().get('/usage/quota-overview', { token });
    expect(body.data).toEqual(await read(account.id));
    const { token: fresh } = await registerUser(node().server);
    expect((await node().get('/usage/quota-overview', { token: fresh })).body.data.plan).toBeNull();
  });

  it('401 without a token', async () => {
    expect(await node().get('/usage/quota-overview', { token: null })).toMatchObject({ status: 401 });
  });

  it('403 for an API key without the scope', async () => {
    const { id } = await node().account();
    const token = await node().key('usage:write');
    expect(await node().get(`/usage/quota-overview?accountId=${id}`, { token })).toMatchObject({
      status: 403,
    });
  });

  it('404 for another’s account in the same words as for one that does not exist', async () => {
    const [{ token }, other] = [await node().person(), await node().account()];
    const ask = (accountId: string) => node().get(`/usage/quota-overview?accountId=${accountId}`, { token });
    const foreign = await ask(other.id);
    expect(foreign.status).toBe(404);
    for (const ref of [unknownId, 'ext:nobody', other.ref])
      expect(wordsOf(await ask(ref))).toEqual(wordsOf(foreign));
  });

  it('422 for an account that is none, and for an API key that names none', async () => {
    expect(await node().get('/usage/quota-overview?accountId=acme')).toMatchObject({ status: 422 });
    expect(await node().get('/usage/quota-overview')).toMatchObject({ status: 422 });
  });
});
