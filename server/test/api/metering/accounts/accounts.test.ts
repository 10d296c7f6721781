import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AccountListItem } from '../../../../src/metering/accounts/contract.ts';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import {
  badFields,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';
import { valuesOf } from '../../catalog/catalog-server.ts';

const node = useMeteringServer();

const actions = async (accountId: string) => (await node().audit(accountId)).map(({ action }) => action);
const detail = (ref: string) => node().done(node().get(`/admin/accounts/${ref}`));

describe('PUT /admin/accounts/ext:…', () => {
  const upsert = (ref: string, body: object, options?: object) =>
    node().put(`/admin/accounts/${ref}`, body, options);

  it('tells a key that may only write nothing but what it wrote, with id and plan', async () => {
    const token = await node().key('accounts:write');
    const [plan, other] = [await node().plan(), await node().plan()];
    const ref = `ext:${randomUUID()}`;
    const externalId = ref.slice(4);
    await upsert(ref, { name: 'Acme', email: 'secret@example.com', timeZone: 'Asia/Shanghai' });
    const { id } = await detail(ref);
    const told = async (answer: Promise<{ status: number; body: { data: unknown } }>) => {
      const { status, body } = await answer;
      expect(status).toBe(200);
      return body.data;
    };
    const post = (path: string, body: object) =>
      node().post(`/admin/accounts/${ref}${path}`, body, { token });

    expect(await told(upsert(ref, { name: 'Acme Ltd', planCode: plan.code }, { token }))).toEqual({
      id,
      externalId,
      name: 'Acme Ltd',
      planCode: plan.code,
    });
    const sent = { name: 'Acme', email: 'own@example.com', timeZone: 'UTC' };
    expect(await told(upsert(ref, sent, { token }))).toEqual({
      id,
      externalId,
      ...sent,
      planCode: plan.code,
    });
    expect(await told(post('/plan', { planCode: other.code, reason: 'upgrade' }))).toEqual({
      id,
      planCode: other.code,
    });
    const path = `/admin/accounts/${ref}/overrides/calls`;
    expect(await told(node().put(path, { quota: 7, reason: 'pilot' }, { token }))).toEqual({
      id,
      overrides: [{ featureCode: 'calls', quota: 7, expiresAt: null, reason: 'pilot' }],
    });
    expect(await told(node().delete(path, {}, { token }))).toEqual({ id, overrides: [] });
    expect(await told(post('/usage/reset', { reason: 'a test' }))).toEqual({ reset: ['calls'] });
  });

  it('201 makes it on the plan named, then 200 updates it and changes plan only where another is named', async () => {
    const [first, second] = [
      await node().plan(),
      await node().plan([{ code: 'words', quota: 3, resetPeriod: 'daily' }]),
    ];
    const ref = `ext:${randomUUID()}`;
    const made = await upsert(ref, {
      name: 'Acme',
      email: 'a@example.com',
      timeZone: 'Asia/Shanghai',
      planCode: first.code,
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        data: {
          externalId: ref.slice(4),
          kind: 'external',
          name: 'Acme',
          email: 'a@example.com',
          timeZone: 'Asia/Shanghai',
          planCode: first.code,
        },
      },
    });
    const { id } = made.body.data;
    await node().use(ref, { amount: 7 });
    expect(await upsert(ref, { name: 'Acme Ltd' })).toMatchObject({
      status: 200,
      body: { data: { id, name: 'Acme Ltd', email: 'a@example.com', planCode: first.code } },
    });
    await upsert(ref, { name: 'Acme Ltd', planCode: first.code });
    expect(await node().quota(id)).toMatchObject({ used: 7 });
    expect(await upsert(ref, { name: 'Acme Ltd', planCode: second.code })).toMatchObject({
      status: 200,
      body: { data: { planCode: second.code } },
    });
    expect((await detail(id)).quotas).toMatchObject([{ featureCode: 'words', quota: 3 }]);
    const lines = await node().audit(id);
    expect(lines.map(({ action }) => action)).toEqual([
      'account.created',
      ...Array<string>(3).fill('account.updated'),
    ]);
    expect(lines[0]).toMatchObject({ actor_kind: 'apiKey', request_id: made.headers.get('x-request-id') });
  });

  it('201 once when it comes many times at once', async () => {
    const { code: planCode } = await node().plan();
    const ref = `ext:${randomUUID()}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => upsert(ref, { name: 'Acme', planCode })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => String(body.data.id))).size).toBe(1);
  });

  it('200 moves the account to another time zone without bringing a fresh quota forward', async () => {
    const { id, ref } = await node().account([{ code: 'calls', quota: 10, resetPeriod: 'daily' }]);
    await node().use(id, { amount: 10 });
    const before = await node().quota(id);
    for (const timeZone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kathmandu']) {
      await upsert(ref, { name: 'x', timeZone });
      expect(await node().quota(id)).toMatchObject({ used: 10, remaining: 0, timeZone });
    }
    const now = await node().quota(id);
    expect(now.periodStart).toBe(before.periodStart);
    expect(Date.parse(now.periodEnd)).toBeGreaterThanOrEqual(Date.parse(before.periodEnd));
  });

  it('201 without a plan where no default is set; a default is given where there is one', async () => {
    expect(await upsert(`ext:${randomUUID()}`, { name: 'x' })).toMatchObject({
      body: { data: { planCode: null } },
    });
    const { code } = await createPlan(node().server, node().admin, {
      code: `default-${randomUUID()}`,
      isDefault: true,
      features: [{ code: 'calls', quota: 1 }],
    });
    const ref = `ext:${randomUUID()}`;
    expect(await upsert(ref, { name: 'x' })).toMatchObject({
      status: 201,
      body: { data: { planCode: code } },
    });
    const other = await node().plan();
    await upsert(ref, { name: 'x', planCode: other.code });
    expect(await upsert(ref, { name: 'x' })).toMatchObject({
      status: 200,
      body: { data: { planCode: other.code } },
    });
  });

  describe('tells who is about to run out', () => {
    const mark = randomUUID().slice(0, 8);
    let planCode: string;
    const list = async (query: string) => {
      const { body } = await node().get(`/admin/accounts?q=shop%20${mark}&${query}`);
      return { names: valuesOf(body.data, 'name'), total: body.page.total, data: body.data };
    };
    const shop = (place: number) => `Shop ${mark} ${place}`;

    beforeAll(async () => {
      const [small, large] = [
        await node().plan([
          { code: 'calls', quota: 100, resetPeriod: 'daily' },
          { code: 'words', quota: 1_000, resetPeriod: 'monthly' },
        ]),
        await node().plan([{ code: 'calls', quota: -1, resetPeriod: 'monthly' }]),
      ];
      planCode = small.code;
      for (const [place, calls, words] of [
        [1, 50, 100],
        [2, 79, 990],
        [10, 96, 0],
        [3, 0, 0],
      ] as const) {
        const ref = `ext:${mark}-${place}`;
        const made = await node().done(node().put(`/admin/accounts/${ref}`, { name: shop(place), planCode }));
        if (calls > 0) await node().use(made.id, { amount: calls });
        if (words > 0) await node().use(made.id, { featureCode: 'words', amount: words });
      }
      const ref = `ext:${mark}-4`;
      const { id } = await node().done(
        node().put(`/admin/accounts/${ref}`, { name: shop(4), planCode: large.code }),
      );
      await node().use(id, { amount: 5_000 });
    });

    it('with the fullest quota and the last use of each', async () => {
      const { data } = await list('sort=highest');
      expect(data).toMatchObject([
        { name: shop(2), highest: { featureCode: 'words', used: 990, quota: 1_000, percent: 99 } },
        { name: shop(10), highest: { featureCode: 'calls', used: 96, quota: 100, percent: 96 } },
        { name: shop(1), highest: { featureCode: 'calls', used: 50, quota: 100, percent: 50 } },
        { highest: null },
        { highest: null },
      ]);
      const items = z.array(AccountListItem).parse(data);
      const lastUses = new Map(items.map(({ name, lastUseAt }) => [name, lastUseAt]));
      expect(lastUses.get(shop(3))).toBeNull();
      expect(Date.parse(lastUses.get(shop(4)) ?? '')).toBeGreaterThan(Date.now() - 60_000);
    });

    it('by level and plan, and by names as people count', async () => {
      expect(await list('sort=name')).toMatchObject({
        names: [shop(1), shop(2), shop(3), shop(4), shop(10)],
      });
      expect(await list('level=95&sort=name')).toMatchObject({ names: [shop(2), shop(10)], total: 2 });
      expect(await list('level=100')).toMatchObject({ names: [], total: 0 });
      expect(await list(`planCode=${planCode}&sort=name`)).toMatchObject({
        names: [shop(1), shop(2), shop(3), shop(10)],
      });
    });

    it('in pages that tell the number of all, also past the last', async () => {
      expect(await list('sort=highest&limit=1&offset=1')).toMatchObject({ names: [shop(10)], total: 5 });
      expect(await list('sort=highest&limit=1&offset=7')).toMatchObject({ names: [], total: 5 });
    });

    it('of present periods only, once what was used is set back', async () => {
      await node().post(`/admin/accounts/ext:${mark}-1/usage/reset`, { reason: 'a test' });
      const { data } = await list('sort=name&limit=1');
      expect(data).toMatchObject([{ name: shop(1), highest: null }]);
    });

    it('422 for a level or a sort that there is not', async () => {
      for (const query of ['level=81', 'sort=lastUse']) {
        expect((await node().get(`/admin/accounts?${query}`)).status).toBe(422);
      }
    });
  });

  it('403 for users and for keys without the scope', async () => {
    const { token } = await node().person();
    for (const other of [token, await node().key('accounts:read', 'usage:write')]) {
      expect(await upsert(`ext:${randomUUID()}`, { name: 'x' }, { token: other })).toMatchObject({
        status: 403,
      });
    }
  });

  it('409 for a plan that is not active; no account is made', async () => {
    const { code: planCode } = await createPlan(node().server, node().admin, {
      code: `draft-${randomUUID()}`,
      status: 'draft',
    });
    const ref = `ext:${randomUUID()}`;
    expect(await upsert(ref, { name: 'x', planCode })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect(await node().get(`/admin/accounts/${ref}`)).toMatchObject({ status: 404 });
  });

  it.each([
    ['planCode', { name: 'x', planCode: 'nonsense' }],
    ['name', {}],
    ['name', { name: '' }],
    ['email', { name: 'x', email: 'nobody' }],
    ['timeZone', { name: 'x', timeZone: 'Mars/Olympus' }],
    ['timeZone', { name: 'x', timeZone: '+08:00' }],
  ])('422 naming %s in %j', async (field, body) => {
    const answer = await upsert(`ext:${randomUUID()}`, body);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });

  it.each(['ext:a%20b', 'ext:%E5%95%86%E5%BA%97', 'ext:%C3%A9'])(
    '422 for %s, in words that say what an id may hold, wherever it stands',
    async (ref) => {
      const words = {
        errors: [{ path: 'accountId', message: expect.stringMatching(/visible ASCII.*no spaces/) }],
      };
      expect(await upsert(ref, { name: 'x' })).toMatchObject({ status: 422, body: words });
      expect(await node().get(`/admin/accounts/${ref}`)).toMatchObject({ status: 422, body: words });
      expect(await node().get(`/usage/quota-overview?accountId=${ref}`)).toMatchObject({
        status: 422,
        body: words,
      });
      const event = { accountId: decodeURIComponent(ref), featureCode: 'calls' };
      expect(await node().post('/usage/record', event)).toMatchObject({ status: 422, body: words });
    },
  );

  it.each(['ext:', unknownId, `ext:${'x'.repeat(201)}`])('422 for the account %s', async (ref) => {
    expect(badFields(await upsert(ref, { name: 'x' }))).toEqual(['accountId']);
  });
});

describe('GET /admin/accounts', () => {
  it('200 finds by name, e-mail and external id, in pages, with the plan', async () => {
    const { code: planCode } = await node().plan();
    const mark = randomUUID().slice(0, 8);
    for (const place of [1, 2, 3]) {
      await node().put(`/admin/accounts/ext:${mark}-${place}`, { name: `Shop ${mark} ${place}`, planCode });
    }
    const { body } = await node().get(`/admin/accounts?q=SHOP%20${mark}&limit=2`);
    expect(body).toMatchObject({
      data: [{ planCode }, { planCode }],
      page: { limit: 2, offset: 0, total: 3 },
    });
    expect((await node().get(`/admin/accounts?q=${mark}-3`)).body.data).toMatchObject([
      { name: `Shop ${mark} 3` },
    ]);
    expect((await node().get('/admin/accounts?q=nobody-at-all')).body).toMatchObject({
      data: [],
      page: { total: 0 },
    });
  });

  it('403 for users and for keys without the scope', async () => {
    const { token } = await node().person();
    for (const other of [token, await node().key('accounts:write', 'usage:read')]) {
      expect(await node().get('/admin/accounts', { token: other })).toMatchObject({ status: 403 });
      expect(await node().get(`/admin/accounts/${unknownId}`, { token: other })).toMatchObject({
        status: 403,
      });
    }
  });
});

describe('GET /admin/accounts/:accountId', () => {
  it('200 shows plan, quotas and overrides, by either id', async () => {
    const { id, ref, planCode } = await node().account();
    await node().use(id, { amount: 4 });
    await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 7, reason: 'a pilot' });
    const found = await detail(ref);
    expect(found).toMatchObject({
      id,
      planCode,
      subscription: { status: 'active' },
      quotas: [{ featureCode: 'calls', quota: 7, used: 4 }, { featureCode: 'export' }],
      overrides: [{ featureCode: 'calls', quota: 7, expiresAt: null, reason: 'a pilot' }],
    });
    expect(await detail(id)).toEqual(found);
  });

  it('404 for what does not exist, in the same words by either kind of id', async () => {
    const answers = await Promise.all(
      [unknownId, 'ext:nobody'].map((ref) => node().get(`/admin/accounts/${ref}`)),
    );
    expect(answers[0]?.status).toBe(404);
    expect(new Set(answers.map((answer) => JSON.stringify(wordsOf(answer)))).size).toBe(1);
  });
});

describe('POST /admin/accounts/:accountId/plan', () => {
  const assign = (ref: string, body: object, options?: object) =>
    node().post(`/admin/accounts/${ref}/plan`, body, options);

  it('200 gives the plan at once, keeps what was used and leaves an audit line', async () => {
    const { id, planCode: before } = await node().account();
    await node().use(id, { amount: 60 });
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 50, resetPeriod: 'monthly' }]);
    const answer = await assign(id, { planCode, reason: 'a downgrade' }, { token: node().admin });
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { planCode, quotas: [{ featureCode: 'calls', quota: 50, used: 60, remaining: 0 }] } },
    });
    expect((await node().audit(id)).at(-1)).toMatchObject({
      action: 'plan.assigned',
      actor_kind: 'user',
      target: planCode,
      reason: 'a downgrade',
      details: { before },
      request_id: answer.headers.get('x-request-id'),
    });
  });

  it('403, 404, 409 and 422, each leaving the account as it was', async () => {
    const { id, planCode } = await node().account();
    const { token } = await node().person();
    const draft = await createPlan(node().server, node().admin, {
      code: `draft-${randomUUID()}`,
      status: 'draft',
    });
    expect(await assign(id, { planCode, reason: 'x' }, { token })).toMatchObject({ status: 403 });
    expect(await assign(unknownId, { planCode, reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await assign(id, { planCode: draft.code, reason: 'x' })).toMatchObject({ status: 409 });
    expect(badFields(await assign(id, { planCode: 'nonsense', reason: 'x' }))).toEqual(['planCode']);
    expect(badFields(await assign(id, { planCode }))).toEqual(['reason']);
    expect(await detail(id)).toMatchObject({ planCode });
    expect(await actions(id)).toEqual(['account.created']);
  });
});
