import { randomUUID } from 'node:crypto';
import { describe, expect, it, test } from '@jest/globals';
import { z } from 'zod';
import { routes } from '../../../src/features.ts';
import { createHandler } from '../../../src/http/handler.ts';
import { Quota } from '../../../src/metering/states/contract.ts';
import { fillPath } from '../../harness/every-route/world.ts';
import { nameOf, type Answer } from '../../harness/http/contract.ts';
import { useMeteringServer } from '../../harness/metering/metering-server.ts';
import { keyedCreditRequests } from './keyed-credits.ts';
import { keyedOperations } from './keyed-operations.ts';
import { keyedOrderRequests } from './keyed-orders.ts';
import { keyedPaymentRequests } from './keyed-payments.ts';
import type { KeyedRequest } from './keyed-request.ts';

const node = useMeteringServer();

const reason = 'a test';

function countRows(statement: string, values: unknown[] = []): () => Promise<unknown> {
  return async () => (await node().server.ctx.pool.query<object>(statement, values)).rows;
}

function countAudit(accountId: string, action: string): () => Promise<number> {
  return async () => (await node().audit(accountId)).filter((line) => line.action === action).length;
}

const quotaOf = (accountId: string) => () => node().quota(accountId);

async function hold(): Promise<{ accountId: string; id: string }> {
  const { id: accountId } = await node().account();
  const body = { accountId, featureCode: 'calls', amount: 9 };
  return { accountId, id: (await node().done(node().post('/usage/reservations', body))).id };
}

/** Every POST that honours a key. */
const honouring: Record<string, () => Promise<KeyedRequest>> = {
  ...keyedCreditRequests(node),
  ...keyedOperations(node),
  ...keyedOrderRequests(node),
  ...keyedPaymentRequests(node),
  'POST /usage/record': async () => {
    const { id: accountId } = await node().account();
    const body = { accountId, featureCode: 'calls', amount: 3 };
    return { path: '/usage/record', body, otherBody: { ...body, amount: 4 }, effect: quotaOf(accountId) };
  },
  'POST /usage/record/batch': async () => {
    const { id: accountId } = await node().account();
    const event = { accountId, featureCode: 'calls', amount: 3 };
    return {
      path: '/usage/record/batch',
      body: { events: [event, event, { ...event, amount: 1_000 }, null] },
      otherBody: { events: [event, event] },
      effect: quotaOf(accountId),
    };
  },
  'POST /usage/reservations': async () => {
    const { id: accountId } = await node().account();
    const body = { accountId, featureCode: 'calls', amount: 3 };
    return {
      path: '/usage/reservations',
      body,
      otherBody: { ...body, amount: 4 },
      effect: quotaOf(accountId),
    };
  },
  'POST /usage/reservations/:id/commit': async () => {
    const { accountId, id } = await hold();
    return {
      path: `/usage/reservations/${id}/commit`,
      body: { amount: 4 },
      otherBody: { amount: 5 },
      effect: quotaOf(accountId),
    };
  },
  'POST /usage/reservations/:id/release': async () => {
    const { accountId, id } = await hold();
    return {
      path: `/usage/reservations/${id}/release`,
      body: {},
      // The other reservation of its account is other content.
      otherBody: { accountId },
      effect: quotaOf(accountId),
    };
  },
  'POST /usage/records/:id/void': async () => {
    const { id: accountId } = await node().account();
    const id = await node().use(accountId, { amount: 5 });
    return {
      path: `/usage/records/${id}/void`,
      body: { reason },
      otherBody: { reason: 'another' },
      effect: quotaOf(accountId),
    };
  },
  'POST /admin/accounts/:accountId/plan': async () => {
    const { id: accountId } = await node().account();
    const [{ code: planCode }, { code: other }] = [await node().plan(), await node().plan()];
    return {
      path: `/admin/accounts/${accountId}/plan`,
      body: { planCode, reason },
      otherBody: { planCode: other, reason },
      effect: countAudit(accountId, 'plan.assigned'),
    };
  },
  'POST /admin/accounts/plan': async () => {
    const { id: accountId } = await node().account();
    const { code: planCode } = await node().plan();
    return {
      path: '/admin/accounts/plan',
      body: { accountIds: [accountId], planCode, reason },
      otherBody: { accountIds: [accountId], planCode, reason: 'another' },
      effect: countAudit(accountId, 'plan.assigned'),
    };
  },
  'POST /admin/accounts/:accountId/view': async () => {
    const { account } = await node().person();
    return {
      path: `/admin/accounts/${account.id}/view`,
      body: { reason },
      otherBody: { reason: 'another' },
      token: node().admin,
      effect: countAudit(account.id, 'account.viewed'),
    };
  },
  'POST /admin/accounts/:accountId/usage/reset': async () => {
    const { id: accountId } = await node().account();
    await node().use(accountId, { amount: 5 });
    return {
      path: `/admin/accounts/${accountId}/usage/reset`,
      body: { featureCode: 'calls', reason },
      otherBody: { reason },
      effect: countAudit(accountId, 'usage.reset'),
    };
  },
  'POST /admin/api-keys': () =>
    Promise.resolve({
      path: '/admin/api-keys',
      body: { name: 'a key', scopes: ['usage:read'] },
      otherBody: { name: 'another key', scopes: ['usage:read'] },
      token: node().admin,
      effect: countRows('select count(*) from api_keys'),
    }),
  'POST /admin/products/features': () => {
    const feature = { code: `f${Date.now()}`, name: 'A feature', unit: 'call', kind: 'metered' };
    return Promise.resolve({
      path: '/admin/products/features',
      body: feature,
      otherBody: { ...feature, unit: 'word' },
      token: node().admin,
      effect: countRows('select count(*) from features'),
    });
  },
  'POST /admin/products/plans': () => {
    const text = { en: 'A plan', 'zh-CN': 'A plan' };
    const plan = { code: `p${Date.now()}`, name: text, description: text, prices: [], features: [] };
    return Promise.resolve({
      path: '/admin/products/plans',
      body: plan,
      otherBody: { ...plan, sortOrder: 7 },
      token: node().admin,
      effect: countRows('select count(*) from plans'),
    });
  },
};

const posts = routes.filter(({ method }) => method === 'post');

test('every POST either honours a key, which the table below proves, or refuses the header', () => {
  const honoured = posts.filter(({ idempotent }) => idempotent).map(nameOf);
  expect(Object.keys(honouring).sort()).toEqual(honoured.sort());
});

test('a POST that does not say which of the two it does is not served', () => {
  const [post] = posts;
  if (!post) throw new Error('There is a POST');
  const silent = { ...post };
  delete silent.idempotent;
  const { ctx } = node().server;
  expect(() => createHandler(ctx, silent, ctx.authenticate)).toThrow(/Idempotency-Key/);
});

describe.each(posts.filter(({ idempotent }) => !idempotent).map((route) => [nameOf(route), route] as const))(
  '%s',
  (_, route) => {
    it('refuses the header by name, so that nobody believes to be safe', async () => {
      const path = fillPath(route.path, { id: randomUUID(), accountId: randomUUID(), featureCode: 'calls' });
      const headers = { 'idempotency-key': 'k' };
      const answer = await node().post(path, {}, { token: node().admin, headers });
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'invalid_input', errors: [{ path: 'Idempotency-Key' }] },
      });
    });
  },
);

const Told = z.looseObject({
  code: z.string().optional(),
  id: z.string().optional(),
  data: z
    .looseObject({
      id: z.string().optional(),
      /** What a key of the API is: shown once. */
      key: z.string().optional(),
      results: z.array(z.object({ id: z.string().optional(), code: z.string().optional() })).optional(),
      recorded: z.int().optional(),
      replayed: z.union([z.int(), z.boolean()]).optional(),
    })
    .optional(),
});

/** What all answers to one request have in common. */
function gist(answer: Answer): unknown {
  const { code, id, data } = Told.parse(answer.body);
  if (code === 'conflict') return id;
  if (data?.key !== undefined) return data.id;
  if (data?.results) return data.results;
  return { ...data, replayed: null, quota: null };
}

describe.each(Object.entries(honouring))('%s with an Idempotency-Key', (name, prepare) => {
  const send = ({ path, body, token = node().apiKey }: KeyedRequest, key: string) =>
    node().post(path, body, { token, headers: { 'idempotency-key': key } });

  it('has one effect and one answer, however often and however much at once it comes', async () => {
    const request = await prepare();
    const key = randomUUID();
    const before = await request.effect();
    const twins = await Promise.all([send(request, key), send(request, key), send(request, key)]);
    const once = await request.effect();
    expect(once).not.toEqual(before);
    const again = await send(request, key);
    expect(await request.effect()).toEqual(once);
    // A key of the API is shown once only; a replay names it.
    const isShownOnce = name === 'POST /admin/api-keys';
    expect(again.status).toBe(isShownOnce ? 409 : again.status < 300 ? again.status : 200);
    for (const twin of twins) expect(gist(twin)).toEqual(gist(again));
  });

  it('is a mismatch with other content, and without effect', async () => {
    const request = await prepare();
    const key = randomUUID();
    await node().done(send(request, key));
    const once = await request.effect();
    const isSameContent = JSON.stringify(request.body) === '{}';
    const answer = await send({ ...request, body: request.otherBody }, key);
    if (isSameContent) expect(answer.status).toBeLessThan(300);
    else expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(await request.effect()).toEqual(once);
  });
});

describe('a key', () => {
  const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });
  const reset = (ref: string, key: string) =>
    node().post(`/admin/accounts/${ref}/usage/reset`, { reason }, withKey(key));

  it('keeps a retried reset from wiping out what came between', async () => {
    const { id } = await node().account();
    await node().use(id, { amount: 50 });
    const first = await reset(id, 'r');
    await node().use(id, { amount: 7 });
    expect((await reset(id, 'r')).body.data).toEqual(first.body.data);
    expect(await node().quota(id)).toMatchObject({ used: 7 });
  });

  it('keeps a retried change of plan from undoing the next one', async () => {
    const { id, planCode: old } = await node().account();
    const { code: planCode } = await node().plan();
    const change = (code: string | null, key: string) =>
      node().post(`/admin/accounts/${id}/plan`, { planCode: code, reason }, withKey(key));
    const first = await change(planCode, 'up');
    await node().done(change(old, 'down'));
    expect((await change(planCode, 'up')).body.data).toEqual(first.body.data);
    expect(await node().done(node().get(`/admin/accounts/${id}`))).toMatchObject({ planCode: old });
  });

  it('is of one account: it is another one for another account', async () => {
    const [one, other] = [await node().account(), await node().account()];
    for (const { id } of [one, other]) {
      await node().use(id, { amount: 5 });
      await node().done(reset(id, 'same'));
      expect(await node().quota(id)).toMatchObject({ used: 0 });
    }
  });

  it('is the same whichever way the account is named', async () => {
    const { id, ref } = await node().account();
    const record = await node().use(id);
    await node().done(reset(id, 'r'));
    await node().use(id, { amount: 7 });
    await node().done(reset(ref, 'r'));
    expect(await node().quota(id)).toMatchObject({ used: 7 });

    const voided = (accountId: string) =>
      node().post(`/usage/records/${record}/void`, { accountId, reason }, withKey('v'));
    expect((await voided(ref)).body.data).toEqual((await voided(id)).body.data);
  });

  it('is of one kind of request: it is another one for another kind', async () => {
    const { id: accountId } = await node().account();
    const body = { accountId, featureCode: 'calls', amount: 10 };
    const recorded = await node().done(node().post('/usage/record', body, withKey('k')));
    const held = await node().done(node().post('/usage/reservations', body, withKey('k')));
    await node().done(node().post(`/usage/reservations/${held.id}/commit`, {}, withKey('k')));
    await node().done(node().post(`/usage/records/${recorded.id}/void`, { reason }, withKey('k')));
    await node().done(node().post('/usage/record/batch', { events: [body] }, withKey('k')));
    expect(await node().quota(accountId)).toMatchObject({ used: 20, reserved: 0 });
    await node().done(reset(accountId, 'k'));
    expect(await node().quota(accountId)).toMatchObject({ used: 0 });
  });

  it.each(['/usage/record', '/usage/reservations'])(
    'in header and body of POST %s counts as one where they are alike, and is refused where they differ',
    async (path) => {
      const { id: accountId } = await node().account();
      const body = { accountId, featureCode: 'calls', amount: 5 };
      const first = await node().done(node().post(path, { ...body, idempotencyKey: 'a' }, withKey('a')));
      for (const [given, options] of [
        [{ ...body, idempotencyKey: 'a' }, {}],
        [body, withKey('a')],
      ] as const) {
        expect(await node().post(path, given, options)).toMatchObject({
          status: 200,
          body: { data: { id: first.id, replayed: true } },
        });
      }
      expect(await node().post(path, { ...body, idempotencyKey: 'a' }, withKey('b'))).toMatchObject({
        status: 422,
        body: { code: 'invalid_input', errors: [{ path: 'idempotencyKey' }] },
      });
      const { used, reserved } = Quota.parse(await node().quota(accountId));
      expect(used + reserved).toBe(5);
    },
  );

  it('is free again after a refusal', async () => {
    const { accountId, id } = await hold();
    const commit = (amount: number) =>
      node().post(`/usage/reservations/${id}/commit`, { amount }, withKey('c'));
    expect(await commit(101)).toMatchObject({ status: 429 });
    expect(await commit(3)).toMatchObject({ status: 200, body: { data: { replayed: false } } });
    expect(await commit(3)).toMatchObject({ status: 200, body: { data: { replayed: true } } });
    expect(await node().quota(accountId)).toMatchObject({ used: 3, reserved: 0 });
  });

  it.each(['', 'with space', 'ключ', 'k'.repeat(256), 'tab\tbed'])(
    'of 255 visible characters, not %j',
    async (key) => {
      const { id } = await node().account();
      await node().use(id, { amount: 5 });
      const bytes = Buffer.from(key).toString('latin1');
      expect(await reset(id, bytes)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'Idempotency-Key' }] },
      });
      expect(await node().quota(id)).toMatchObject({ used: 5 });
    },
  );
});
