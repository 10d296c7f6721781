import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import {
  defaultPlan,
  findPlanByCode,
  getFeature,
  listPlanFeatures,
} from '../../../../src/catalog/service.ts';
import { withTransaction } from '../../../../src/db/transaction.ts';
import { contentOf, createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { waitForBlocked } from '../../../harness/database/blocked.ts';
import { createApiKey } from '../../../harness/identity/people.ts';
import { type Answer, signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
let count = 0;

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles' });
  await createFeature(node().server, node().admin, { code: 'words' });
});

function makePlan(options: Partial<Parameters<typeof createPlan>[2]> = {}): Promise<AdminPlanDetail> {
  count += 1;
  return createPlan(node().server, node().admin, {
    code: `plan-${count}`,
    prices: [{ interval: 'month', amountMinor: 1900, currency: 'USD' }],
    features: [{ code: 'articles', quota: 10, resetPeriod: 'monthly' }],
    ...options,
  });
}

function put(
  plan: { id: string },
  body: object,
  ifMatch: string | null,
  token = node().admin,
): Promise<Answer> {
  const headers: Record<string, string> = ifMatch === null ? {} : { 'if-match': ifMatch };
  return node().call('PUT', `/admin/products/plans/${plan.id}`, { body, headers, token });
}

const change = (plan: AdminPlanDetail, quota = 20) => ({
  ...contentOf(plan),
  features: [{ code: 'articles', quota, resetPeriod: 'monthly' }],
  rollout: 'now',
});

describe('200', () => {
  it.each(['1', '"1"', 'W/"1"'])(
    'publishes a new version for If-Match: %s and keeps the old one',
    async (ifMatch) => {
      const plan = await makePlan();
      const { status, headers, body } = await put(plan, { ...change(plan), reason: 'more for all' }, ifMatch);
      expect([status, headers.get('etag')]).toEqual([200, '"2"']);
      expect(body.data).toMatchObject({ id: plan.id, version: 2, features: [{ quota: 20 }] });
      expect(body.data.versions).toMatchObject([
        { version: 2, reason: 'more for all' },
        { version: 1, reason: null },
      ]);
    },
  );

  it('tells the history which fields changed, from what to what, why and by which request', async () => {
    const plan = await makePlan();
    const body = {
      ...change(plan),
      prices: [{ interval: 'month', amountMinor: 2900, currency: 'USD' }],
      reason: 'inflation',
      highlighted: true,
    };
    const headers = { 'if-match': '1', 'x-request-id': 'change-and-tell' };
    await node().call('PUT', `/admin/products/plans/${plan.id}`, { body, headers });
    const history = await node().call('GET', `/admin/products/history?planId=${plan.id}&limit=1`);
    expect(history.body.data[0]).toMatchObject({
      planId: plan.id,
      planCode: plan.code,
      version: 2,
      action: 'published',
      reason: 'inflation',
      requestId: 'change-and-tell',
      actor: { kind: 'user' },
      changes: [
        { path: 'features.articles.quota', before: 10, after: 20 },
        { path: 'highlighted', before: false, after: true },
        { path: 'prices.month.USD.amountMinor', before: 1900, after: 2900 },
      ],
    });
  });

  it('keeps optional fields that are left out', async () => {
    const plan = await makePlan({ sortOrder: 7, highlighted: true });
    const { body } = await put(plan, change(plan), '1');
    expect(body.data).toMatchObject({ sortOrder: 7, highlighted: true, status: 'active' });
  });

  it('takes the body of a creation, status and code included', async () => {
    const plan = await makePlan({ status: 'draft' });
    const { status, body } = await put(plan, { ...change(plan), code: plan.code, status: 'active' }, '1');
    expect([status, body.data.status]).toEqual([200, 'active']);
  });

  it.each(['now', 'renewal', 'new_only'])(
    'publishes nothing where nothing changes and everybody has it, for %s',
    async (rollout) => {
      const plan = await makePlan();
      await subscribe(node(), plan);
      const { status, body } = await put(plan, { ...contentOf(plan), rollout }, '1');
      expect(status).toBe(200);
      expect(body.data).toMatchObject({ version: 1, subscribers: 1 });
      const history = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
      expect(valuesOf(history.body.data, 'action')).toEqual(['created']);
      const stale = await put(plan, { ...contentOf(plan), rollout }, '7');
      expect(stale).toMatchObject({ status: 412, body: { code: 'version_conflict', currentVersion: 1 } });
    },
  );

  it.each([
    // What was published before, what is asked for with the same content, and whether that takes another version.
    ['new_only', 'new_only', false],
    ['new_only', 'renewal', true],
    ['new_only', 'now', true],
    ['renewal', 'new_only', false],
    ['renewal', 'renewal', false],
    ['renewal', 'now', true],
    ['now', 'now', false],
    ['now', 'renewal', false],
  ])(
    'publishes unchanged content where it was for %s and now is for %s: %p',
    async (first, then, publishes) => {
      const plan = await makePlan();
      await subscribe(node(), plan);
      const changed = (await put(plan, { ...change(plan), rollout: first }, '1')).body.data;
      const { body } = await put(plan, { ...contentOf(changed), rollout: then }, '2');
      expect(body.data.version).toBe(publishes ? 3 : 2);
      const history = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
      const [newest] = history.body.data;
      expect(newest).toMatchObject(
        publishes ? { version: 3, action: 'published', rollout: then, changes: [] } : { version: 2 },
      );
    },
  );

  it.each([{ sortOrder: 3 }, { highlighted: true }, { status: 'archived' }])(
    'takes %j for a change',
    async (field) => {
      const plan = await makePlan();
      const { body } = await put(plan, { ...contentOf(plan), ...field, rollout: 'new_only' }, '1');
      expect(body.data).toMatchObject({ version: 2, ...field });
    },
  );

  it('gives the new version to subscribers in the same transaction', async () => {
    const plan = await makePlan();
    const accountId = await subscribe(node(), plan);
    const { body } = await put(plan, change(plan), '1');
    expect(body.data.subscribers).toBe(1);
    const { rows } = await sql<{ version: number }>`
      select v.version from public.account_plans a join public.plan_versions v on v.id = a.plan_version_id
      where a.account_id = ${accountId}`.execute(node().server.ctx.db);
    expect(rows).toEqual([{ version: 2 }]);
  });

  it('moves the default, so that there is never more than one', async () => {
    const plans = [await makePlan(), await makePlan(), await makePlan()];
    const answers = await Promise.all(
      plans.map((plan) => put(plan, { ...change(plan), isDefault: true }, '1')),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { body } = await node().call('GET', '/admin/products/plans?limit=100');
    expect(valuesOf(body.data, 'isDefault').filter((isDefault) => isDefault)).toHaveLength(1);
  });
});

describe('401 and 403', () => {
  it('refuses who is not signed in, who is no admin, and API keys', async () => {
    const plan = await makePlan();
    const key = await createApiKey(node().server, node().admin, ['accounts:write']);
    const answers = await Promise.all(
      [await signInUser(node()), key].map((token) => put(plan, change(plan), '1', token)),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect((await put(plan, change(plan), '1', 'nonsense')).status).toBe(401);
  });
});

describe('404', () => {
  it.each([randomUUID(), 'plan-1', '%00'])('is the answer for %s', async (id) => {
    const plan = await makePlan();
    const answer = await put({ id }, change(plan), '1');
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});

describe('409', () => {
  it('keeps the default plan active', async () => {
    const plan = await makePlan({ isDefault: true });
    const answer = await put(plan, { ...change(plan), status: 'archived' }, '1');
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect((await node().call('GET', `/admin/products/plans/${plan.id}`)).body.data.version).toBe(1);
  });
});

describe('412', () => {
  it('refuses who edited an older version, and names the current one', async () => {
    const plan = await makePlan();
    await put(plan, change(plan), '1');
    const answer = await put(plan, change(plan, 30), '1');
    expect([answer.status, answer.body.code, answer.body.currentVersion]).toEqual([
      412,
      'version_conflict',
      2,
    ]);
  });

  it('lets exactly one of many who edited one version win, and the winner alone is in the history', async () => {
    const plan = await makePlan();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(plan, change(plan, 100 + index), '1')),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
    const { body } = await node().call('GET', `/admin/products/plans/${plan.id}`);
    expect(body.data.version).toBe(2);
    expect(body.data.features[0].quota).toBe(winners[0]!.body.data.features[0].quota);
    const history = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(history.body.page.total).toBe(2);
  });
});

describe('422', () => {
  it.each([null, '*', 'soon', '"1", "2"'])('needs the version in If-Match, not %s', async (ifMatch) => {
    const plan = await makePlan();
    const { status, body } = await put(plan, change(plan), ifMatch);
    expect([status, body.code]).toEqual([422, 'invalid_input']);
    expect(body.errors).toEqual([{ path: 'If-Match', message: expect.any(String) }]);
  });

  it('needs a rollout', async () => {
    const plan = await makePlan();
    const { status, body } = await put(plan, contentOf(plan), '1');
    expect([status, body.errors[0].path]).toEqual([422, 'rollout']);
  });

  it('keeps the code', async () => {
    const plan = await makePlan();
    const { status, body } = await put(plan, { ...change(plan), code: 'renamed' }, '1');
    expect([status, body.errors[0].path]).toEqual([422, 'code']);
  });

  it('names the feature that is not there', async () => {
    const plan = await makePlan();
    const features = [
      { code: 'articles', quota: 1, resetPeriod: 'monthly' },
      { code: 'flying', quota: 1 },
    ];
    const { status, body } = await put(plan, { ...change(plan), features }, '1');
    expect([status, body.errors[0].path]).toEqual([422, 'features.1.code']);
  });
});

describe('what other features ask of the catalog', () => {
  it('is the version that newcomers get, with its features', async () => {
    const plan = await makePlan();
    await updatePlan(node().server, node().admin, plan.id, {
      features: [{ code: 'words', quota: -1, resetPeriod: 'monthly' }],
    });
    const { ctx } = node().server;
    const found = await findPlanByCode(ctx.db, plan.code);
    expect(found).toMatchObject({ id: plan.id, code: plan.code, status: 'active', version: 2 });
    expect(await listPlanFeatures(ctx.db, found!.currentVersionId)).toEqual([
      {
        code: 'words',
        kind: 'metered',
        quota: -1,
        resetPeriod: 'monthly',
        thresholds: [80, 95, 100],
        overage: 'block',
        overageRate: null,
        enabled: true,
      },
    ]);
    expect(await findPlanByCode(ctx.db, 'nobody-has-it')).toBeUndefined();
    expect(await findPlanByCode(ctx.db, '\0')).toBeUndefined();
  });

  it('waits for a publication under way and then gives its version', async () => {
    const plan = await makePlan();
    const { ctx } = node().server;
    let asked: Promise<unknown> | undefined;
    await withTransaction(ctx, async (tx) => {
      await sql`select public.publish_plan_version(${plan.id}, 1,
        '{"name": {"en": "P", "zh-CN": "P"}, "description": {"en": "", "zh-CN": ""}, "highlighted": false,
          "prices": [], "features": []}', '{}')`.execute(tx);
      asked = withTransaction(ctx, (other) => findPlanByCode(other, plan.code));
      await waitForBlocked(ctx.pool);
    });
    expect(await asked).toMatchObject({ version: 2 });
  });

  it('is the default plan, which is never a draft', async () => {
    const plan = await makePlan({ isDefault: true });
    expect(await defaultPlan(node().server.ctx.db)).toMatchObject({ id: plan.id, isDefault: true });
  });

  it('is a feature, from memory, as soon as it was made', async () => {
    await createFeature(node().server, node().admin, { code: 'fresh', unit: 'piece' });
    expect(getFeature(node().server.ctx, 'fresh')).toMatchObject({
      kind: 'metered',
      unit: { en: 'piece', 'zh-CN': 'piece' },
    });
    expect(getFeature(node().server.ctx, 'stale')).toBeUndefined();
  });
});
