import { beforeAll, describe, expect, it } from '@jest/globals';
import { createFeature, createPlan } from '../../../harness/catalog/catalog.ts';
import { createApiKey } from '../../../harness/identity/people.ts';
import { signInUser, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
const path = '/admin/products/plans';

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles', unit: 'article' });
  await createFeature(node().server, node().admin, { code: 'words' });
  await createFeature(node().server, node().admin, { code: 'export', kind: 'boolean' });
});

const text = { en: 'Pro', 'zh-CN': '专业版' };
let count = 0;

function draft(changes: object = {}): Record<string, unknown> {
  count += 1;
  return {
    code: `pro-${count}`,
    name: text,
    description: text,
    prices: [{ interval: 'month', amountMinor: 1900, currency: 'USD' }],
    features: [{ code: 'articles', quota: 10, resetPeriod: 'daily' }, { code: 'export' }],
    ...changes,
  };
}

describe('201', () => {
  it('gives the plan as a draft in version 1, with defaults filled in', async () => {
    const body = draft();
    const { status, body: answer, headers } = await node().call('POST', path, { body });
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(answer.data).toEqual({
      id: expect.any(String),
      code: body['code'],
      name: text,
      description: text,
      version: 1,
      highlighted: false,
      sales: 'priced',
      contactUrl: null,
      status: 'draft',
      sortOrder: 10,
      isDefault: false,
      credits: null,
      subscribers: 0,
      waiting: [],
      keepingOlder: 0,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      prices: [{ id: expect.any(String), interval: 'month', amountMinor: 1900, currency: 'USD' }],
      features: [
        {
          code: 'articles',
          name: { en: 'articles', 'zh-CN': 'articles' },
          unit: { en: 'article', 'zh-CN': 'article' },
          kind: 'metered',
          quota: 10,
          resetPeriod: 'daily',
          enabled: true,
          thresholds: [80, 95, 100],
          overage: 'block',
          overageRate: null,
        },
        {
          code: 'export',
          name: { en: 'export', 'zh-CN': 'export' },
          unit: { en: 'call', 'zh-CN': 'call' },
          kind: 'boolean',
          quota: null,
          resetPeriod: null,
          enabled: true,
          thresholds: null,
          overage: null,
          overageRate: null,
        },
      ],
      versions: [
        {
          version: 1,
          publishedAt: expect.any(String),
          actor: { kind: 'user', id: expect.any(String), name: expect.any(String) },
          reason: null,
        },
      ],
    });
    const { body: read } = await node().call('GET', `${path}/${answer.data.id}`);
    expect(read.data).toEqual(answer.data);
  });

  it('takes the largest and the smallest numbers exactly', async () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const { body } = await node().call('POST', path, {
      body: draft({
        prices: [
          { interval: 'month', amountMinor: largest, currency: 'JPY' },
          { interval: 'lifetime', amountMinor: 0, currency: 'JPY' },
        ],
        features: [
          { code: 'articles', quota: largest, resetPeriod: 'never' },
          { code: 'words', quota: -1, resetPeriod: 'monthly' },
        ],
      }),
    });
    expect(valuesOf(body.data.prices, 'amountMinor')).toEqual([largest, 0]);
    expect(valuesOf(body.data.features, 'quota')).toEqual([largest, -1]);
  });

  it('writes every field into the history, with the request that did it', async () => {
    const { body: plan } = await node().call('POST', path, {
      body: draft(),
      headers: { 'x-request-id': 'create-and-tell' },
    });
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.data.id}`);
    expect(body.page.total).toBe(1);
    expect(body.data[0]).toMatchObject({ action: 'created', version: 1, requestId: 'create-and-tell' });
    expect(body.data[0].changes).toContainEqual({ path: 'features.articles.quota', before: null, after: 10 });
    expect(body.data[0].changes).toContainEqual({
      path: 'prices.month.USD.amountMinor',
      before: null,
      after: 1900,
    });
  });

  it('is repeated by its idempotency key without a second plan', async () => {
    const body = draft();
    const headers = { 'idempotency-key': 'create-once' };
    const answers = await Promise.all([1, 2, 3].map(() => node().call('POST', path, { body, headers })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body: answer }) => String(answer.data.id))).size).toBe(1);
    const other = await node().call('POST', path, { body: draft(), headers });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('takes the default from the plan that had it, and tells both histories', async () => {
    const options = { status: 'active', isDefault: true } as const;
    const first = await createPlan(node().server, node().admin, { code: 'default-1', ...options });
    const second = await createPlan(node().server, node().admin, { code: 'default-2', ...options });
    expect([first.isDefault, second.isDefault]).toEqual([true, true]);
    expect((await node().call('GET', `${path}/${first.id}`)).body.data.isDefault).toBe(false);
    const { body } = await node().call('GET', `/admin/products/history?planId=${first.id}`);
    expect(body.data[0]).toMatchObject({
      action: 'default_changed',
      changes: [{ path: 'isDefault', before: true, after: false }],
    });
  });
});

describe('401 and 403', () => {
  it('refuses who is not signed in, who is no admin, and API keys', async () => {
    const key = await createApiKey(node().server, node().admin, ['accounts:write', 'usage:write']);
    const tokens = [null, await signInUser(node()), key];
    const answers = await Promise.all(
      tokens.map((token) => node().call('POST', path, { token, body: draft() })),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
  });
});

describe('409', () => {
  it('refuses a code that is taken', async () => {
    const body = draft();
    await node().call('POST', path, { body });
    const answer = await node().call('POST', path, { body });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });

  it('lets exactly one of many with one code win', async () => {
    const body = draft();
    const answers = await Promise.all(Array.from({ length: 8 }, () => node().call('POST', path, { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });
});

describe('422', () => {
  const price = { interval: 'month', amountMinor: 1, currency: 'USD' };
  it.each<[string, string, object]>([
    ['a code with capitals', 'code', { code: 'Pro' }],
    ['a code of one letter', 'code', { code: 'p' }],
    ['a name in one language', 'name.zh-CN', { name: { en: 'Pro' } }],
    ['a name that Postgres can not keep', 'name.en', { name: { en: 'P\0', 'zh-CN': 'x' } }],
    ['half of a surrogate pair', 'description.en', { description: { en: '\ud800', 'zh-CN': 'x' } }],
    ['a currency that is none', 'prices.0.currency', { prices: [{ ...price, currency: 'ABC' }] }],
    ['a currency in small letters', 'prices.0.currency', { prices: [{ ...price, currency: 'usd' }] }],
    ['a broken amount', 'prices.0.amountMinor', { prices: [{ ...price, amountMinor: 1.5 }] }],
    ['a negative amount', 'prices.0.amountMinor', { prices: [{ ...price, amountMinor: -1 }] }],
    ['an amount past 2^53 - 1', 'prices.0.amountMinor', { prices: [{ ...price, amountMinor: 2 ** 53 }] }],
    ['an unknown interval', 'prices.0.interval', { prices: [{ ...price, interval: 'week' }] }],
    ['a price twice', 'prices.1', { prices: [price, { ...price, amountMinor: 2 }] }],
    ['a feature twice', 'features.1.code', { features: [{ code: 'export' }, { code: 'export' }] }],
    [
      'an unknown feature',
      'features.1.code',
      { features: [{ code: 'export' }, { code: 'flying', quota: 1 }] },
    ],
    [
      'a metered feature without quota',
      'features.0.quota',
      { features: [{ code: 'articles', resetPeriod: 'daily' }] },
    ],
    [
      'a quota that does not say when it resets',
      'features.0.resetPeriod',
      { features: [{ code: 'articles', quota: 5 }] },
    ],
    [
      'a quota that resets null',
      'features.1.resetPeriod',
      { features: [{ code: 'export' }, { code: 'words', quota: 0, resetPeriod: null }] },
    ],
    ['a boolean feature with one', 'features.0.quota', { features: [{ code: 'export', quota: 1 }] }],
    ['a quota below -1', 'features.0.quota', { features: [{ code: 'articles', quota: -2 }] }],
    ['a broken quota', 'features.0.quota', { features: [{ code: 'articles', quota: 0.5 }] }],
    ['a quota past 2^53 - 1', 'features.0.quota', { features: [{ code: 'articles', quota: 2 ** 53 }] }],
    [
      'an unknown reset period',
      'features.0.resetPeriod',
      { features: [{ code: 'articles', quota: 1, resetPeriod: 'weekly' }] },
    ],
    [
      'thresholds out of order',
      'features.0.thresholds',
      { features: [{ code: 'articles', quota: 1, thresholds: [90, 80] }] },
    ],
    [
      'a threshold twice',
      'features.0.thresholds',
      { features: [{ code: 'articles', quota: 1, thresholds: [80, 80] }] },
    ],
    [
      'no thresholds',
      'features.0.thresholds',
      { features: [{ code: 'articles', quota: 1, thresholds: [] }] },
    ],
    [
      'a threshold past 100',
      'features.0.thresholds.0',
      { features: [{ code: 'articles', quota: 1, thresholds: [101] }] },
    ],
    [
      'paid overage without its price',
      'features.0.overageRate',
      { features: [{ code: 'articles', quota: 1, resetPeriod: 'daily', overage: 'credits' }] },
    ],
    [
      'a price that is none',
      'features.0.overageRate.credits',
      { features: [{ code: 'articles', quota: 1, overage: 'credits', overageRate: { credits: 0, per: 1 } }] },
    ],
    [
      'a price where nothing is paid',
      'features.0.overageRate',
      {
        features: [{ code: 'articles', quota: 1, resetPeriod: 'daily', overageRate: { credits: 1, per: 1 } }],
      },
    ],
    ['billed overage', 'features.0.overage', { features: [{ code: 'articles', quota: 1, overage: 'bill' }] }],
    ['a draft as the default', 'isDefault', { isDefault: true }],
    ['an archived default', 'isDefault', { isDefault: true, status: 'archived' }],
  ])('refuses %s at %s', async (_what, where, changes) => {
    const { status, body } = await node().call('POST', path, { body: draft(changes) });
    expect([status, body.code]).toEqual([422, 'invalid_input']);
    expect(body.errors).toMatchObject([{ path: where, message: expect.stringMatching(/./) }]);
  });

  it('refuses an unknown field', async () => {
    const { status, body } = await node().call('POST', path, { body: draft({ colour: 'red' }) });
    expect([status, body.code]).toEqual([422, 'invalid_input']);
  });

  it('leaves nothing behind', async () => {
    const body = draft({ features: [{ code: 'flying', quota: 1 }] });
    await node().call('POST', path, { body });
    const list = await node().call('GET', `${path}?q=${String(body['code'])}`);
    expect(list.body.page.total).toBe(0);
  });
});
