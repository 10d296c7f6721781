import { describe, expect, it } from '@jest/globals';
import { elasticCalls, grantCredits } from '../../../harness/metering/elastic-calls.ts';
import { badFields, unknownId, useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const consent = (accountId: string, body: object = { enabled: true }, featureCode = 'calls') =>
  node().put(`/usage/elastic/${featureCode}`, { accountId, ...body });
const record = (accountId: string, event: object = {}, options?: object) =>
  node().post('/usage/record', { accountId, featureCode: 'calls', ...event }, options);
const check = async (accountId: string, amount: number) => {
  const { allowed, reason } = await node().done(
    node().get(`/usage/check-quota/calls?accountId=${accountId}&amount=${amount}`),
  );
  return { allowed, reason };
};

/** With credits, on an elastic plan, its owner agreeing. */
async function elasticAccount(credits: number, body?: object): Promise<string> {
  const { id } = await node().account([elasticCalls]);
  if (credits > 0) await grantCredits(node(), id, credits);
  await node().done(consent(id, body));
  return id;
}

describe('GET /usage/elastic', () => {
  it('lists what credits may pay for, its price, and that nobody has agreed yet', async () => {
    const { token } = await node().person([elasticCalls, { code: 'words', quota: 5, resetPeriod: 'daily' }]);
    expect(await node().get('/usage/elastic', { token })).toMatchObject({
      status: 200,
      body: {
        data: [
          {
            featureCode: 'calls',
            rate: { credits: 3, per: 2 },
            enabled: false,
            capPerPeriod: null,
            quota: { quota: 10, used: 0, overage: null },
          },
        ],
      },
    });
  });

  it('tells what credits have paid in this period', async () => {
    const id = await elasticAccount(50, { enabled: true, capPerPeriod: 20 });
    await record(id, { amount: 14 });
    const [calls] = await node().done(node().get(`/usage/elastic?accountId=${id}`));
    expect(calls).toMatchObject({
      enabled: true,
      capPerPeriod: 20,
      quota: { used: 14, remaining: 0, percent: 100, overage: { units: 4, credits: 6 } },
    });
  });

  it('lists what its owner agreed to under another plan, until they say no', async () => {
    const id = await elasticAccount(0);
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 10, resetPeriod: 'monthly' }]);
    await node().done(node().post(`/admin/accounts/${id}/plan`, { planCode, reason: 'a test' }));
    const list = () => node().done(node().get(`/usage/elastic?accountId=${id}`));
    expect(await list()).toMatchObject([{ featureCode: 'calls', enabled: true, rate: null }]);
    await node().done(consent(id, { enabled: false }));
    expect(await list()).toEqual([]);
  });

  it('404 for the account of another', async () => {
    const { token } = await node().person([elasticCalls]);
    const other = await node().account([elasticCalls]);
    expect(await node().get(`/usage/elastic?accountId=${other.id}`, { token })).toMatchObject({
      status: 404,
    });
  });
});

describe('PUT /usage/elastic/:featureCode', () => {
  it('is the word of the owner, which may be repeated and taken back', async () => {
    const { token, account } = await node().person([elasticCalls]);
    await grantCredits(node(), account.id, 10);
    const put = (body: object) => node().put('/usage/elastic/calls', body, { token });
    const agreed = await put({ enabled: true, capPerPeriod: 3 });
    expect(agreed).toMatchObject({ status: 200, body: { data: { enabled: true, capPerPeriod: 3 } } });
    expect((await put({ enabled: true, capPerPeriod: 3 })).body).toEqual(agreed.body);
    expect(await check(account.id, 12)).toEqual({ allowed: true });
    expect(await check(account.id, 13)).toEqual({ allowed: false, reason: 'quota_exceeded' });
    expect(await put({ enabled: true })).toMatchObject({ body: { data: { capPerPeriod: null } } });
    expect(await check(account.id, 13)).toEqual({ allowed: true });
    await put({ enabled: false });
    expect(await check(account.id, 11)).toEqual({ allowed: false, reason: 'quota_exceeded' });
  });

  it('403, 404, 409 and 422 for what can not be agreed to', async () => {
    const { id } = await node().account();
    expect(await consent(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await consent(id, { enabled: false })).toMatchObject({
      status: 200,
      body: { data: { rate: null } },
    });
    expect(await consent(id, undefined, 'words')).toMatchObject({
      status: 403,
      body: { code: 'feature_not_in_plan' },
    });
    expect(await consent(id, undefined, 'nonsense')).toMatchObject({ body: { code: 'feature_unknown' } });
    expect(await consent(unknownId)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(badFields(await consent(id, { enabled: true, capPerPeriod: -1 }))).toEqual(['capPerPeriod']);
    expect(badFields(await consent(id, {}))).toEqual(['enabled']);
  });
});

describe('POST /usage/record', () => {
  it('201 says how much credits paid, and 200 the same again', async () => {
    const id = await elasticAccount(50);
    const event = { amount: 13, idempotencyKey: 'k' };
    const first = await record(id, event);
    expect(first).toMatchObject({
      status: 201,
      body: {
        data: {
          amount: 13,
          paidByCredits: { units: 3, credits: 5 },
          quota: { used: 13, remaining: 0, overage: { units: 3, credits: 5 } },
          alerts: [80, 95, 100, { threshold: 101, level: 'overage_started' }].map((alert) =>
            typeof alert === 'number' ? { threshold: alert } : alert,
          ),
        },
      },
    });
    expect(await record(id, event)).toMatchObject({
      status: 200,
      body: {
        data: {
          ...first.body.data,
          replayed: true,
          quota: expect.objectContaining({ overage: { units: 3, credits: 5 } }),
        },
      },
    });
    expect((await record(await elasticAccount(5))).body.data).toMatchObject({
      paidByCredits: null,
      quota: { overage: null },
    });
  });

  it('402 with what there is and what it takes, where credits do not suffice', async () => {
    const id = await elasticAccount(4);
    expect(await record(id, { amount: 13 })).toMatchObject({
      status: 402,
      body: { code: 'insufficient_credits', balance: 4, required: 5 },
    });
    expect(await check(id, 13)).toEqual({ allowed: false, reason: 'insufficient_credits' });
    expect(await node().quota(id)).toMatchObject({ used: 0, overage: null });
  });

  it('429 past the limit of the owner', async () => {
    const id = await elasticAccount(50, { enabled: true, capPerPeriod: 2 });
    expect(await record(id, { amount: 11 })).toMatchObject({ status: 201 });
    expect(await record(id)).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', quota: { used: 11, overage: { units: 1, credits: 2 } } },
    });
  });

  it('in a batch tells of each event', async () => {
    const id = await elasticAccount(5);
    const events = [10, 3, 1].map((amount) => ({ accountId: id, featureCode: 'calls', amount }));
    const { results } = await node().done(node().post('/usage/record/batch', { events }));
    expect(results).toEqual([
      { status: 'recorded', id: expect.any(String) },
      { status: 'recorded', id: expect.any(String), paidByCredits: { units: 3, credits: 5 } },
      {
        status: 'rejected',
        code: 'insufficient_credits',
        detail: 'The part beyond the quota costs 2 credits; there are 0',
      },
    ]);
  });
});

describe('a check', () => {
  it('promises nothing that credits pay no more', async () => {
    const id = await elasticAccount(6);
    await record(id, { amount: 10 });
    expect(await check(id, 4)).toEqual({ allowed: true });
    // Nothing of metering has changed: no cache can know.
    await node().server.ctx.pool.query(`select from public.consume_credits($1, '[{"amount": 3}]')`, [id]);
    expect(await check(id, 4)).toEqual({ allowed: false, reason: 'insufficient_credits' });
    expect(await check(id, 2)).toEqual({ allowed: true });
    await grantCredits(node(), id, 10);
    expect(await check(id, 4)).toEqual({ allowed: true });
  });

  it('goes on by the quota alone where none can pay', async () => {
    const { id } = await node().account();
    await record(id, { amount: 100 });
    expect(await check(id, 1)).toEqual({ allowed: false, reason: 'quota_exceeded' });
    const many = await node().done(
      node().post('/usage/check-quota', { accountId: id, checks: [{ featureCode: 'calls', amount: 1 }] }),
    );
    expect(many).toMatchObject([{ allowed: false, reason: 'quota_exceeded' }]);
  });
});

describe('reservations', () => {
  it('hold and pay both parts, and tell them', async () => {
    const id = await elasticAccount(7);
    const reserve = (amount: number) =>
      node().post('/usage/reservations', { accountId: id, featureCode: 'calls', amount });
    const held = await reserve(13);
    expect(held).toMatchObject({
      status: 201,
      body: {
        data: {
          paidByCredits: { units: 3, credits: 5 },
          quota: { reserved: 13, overage: { units: 3, credits: 5 } },
        },
      },
    });
    const detail = 'The part beyond the quota costs 3 credits; there are 2';
    expect(await reserve(2)).toMatchObject({ status: 402, body: { balance: 2, required: 3, detail } });
    const close = (verb: string, body: object) =>
      node().post(`/usage/reservations/${held.body.data.id}/${verb}`, body);
    expect(await close('commit', { amount: 15 })).toMatchObject({
      status: 402,
      body: { balance: 2, required: 3 },
    });
    expect(await close('commit', { amount: 12 })).toMatchObject({
      status: 200,
      body: {
        data: {
          paidByCredits: { units: 2, credits: 3 },
          quota: { used: 12, overage: { units: 2, credits: 3 } },
        },
      },
    });
    const other = await reserve(2);
    expect(await node().post(`/usage/reservations/${other.body.data.id}/release`)).toMatchObject({
      body: {
        data: {
          status: 'released',
          paidByCredits: null,
          quota: { reserved: 0, overage: { units: 2, credits: 3 } },
        },
      },
    });
  });
});

describe('what is taken back', () => {
  it('shows at once that credits have paid less', async () => {
    const id = await elasticAccount(50);
    const paid = await node().use(id, { amount: 13 });
    await node().done(node().post(`/usage/records/${paid}/void`, { reason: 'a mistake' }));
    expect(await node().quota(id)).toMatchObject({ used: 0, remaining: 10, overage: null });
    expect(await check(id, 10)).toEqual({ allowed: true });
  });
});

describe('what is taken back, and a balance that has no room for its credits', () => {
  it('409 says so, for a void and for a reset', async () => {
    const id = await elasticAccount(50);
    const paid = await node().use(id, { amount: 13 });
    await grantCredits(node(), id, Number.MAX_SAFE_INTEGER - 45);
    for (const path of [`/usage/records/${paid}/void`, `/admin/accounts/${id}/usage/reset`]) {
      expect(await node().post(path, { reason: 'a mistake' })).toMatchObject({
        status: 409,
        body: { code: 'conflict', detail: expect.stringContaining('2^53') },
      });
    }
    expect(await node().quota(id)).toMatchObject({ used: 13, overage: { units: 3, credits: 5 } });
  });
});

describe('an explanation', () => {
  it('adds up with what credits have paid', async () => {
    const id = await elasticAccount(50);
    await record(id, { amount: 13 });
    const { quota, remaining } = await node().done(node().get(`/usage/explain/calls?accountId=${id}`));
    expect(quota).toMatchObject({ quota: 10, used: 13, overage: { units: 3, credits: 5 } });
    expect(remaining).toBe(0);
  });
});

describe('somebody who holds the credits of an account', () => {
  it('keeps that account alone from being recorded, with 503, and nothing is left of it', async () => {
    const [held, free] = [await elasticAccount(50), await elasticAccount(50)];
    await record(held, { amount: 10 });
    const other = await node().server.ctx.pool.connect();
    try {
      await other.query('begin');
      await other.query('select public.consume_credits($1, $2)', [held, '[{"amount": 1}]']);
      const events = [held, free].map((accountId) => ({ accountId, featureCode: 'calls', amount: 12 }));
      const { results } = await node().done(node().post('/usage/record/batch', { events }));
      expect(results).toMatchObject([
        { status: 'rejected', code: 'unavailable' },
        { status: 'recorded', paidByCredits: { units: 2, credits: 3 } },
      ]);
      expect(await record(held)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    } finally {
      await other.query('rollback');
      other.release();
    }
    expect(await record(held)).toMatchObject({
      status: 201,
      body: { data: { paidByCredits: { units: 1, credits: 2 }, quota: { used: 11 } } },
    });
  });
});
