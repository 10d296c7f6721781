import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { createApiKey } from '../../../harness/identity/people.ts';
import { signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
const path = '/admin/products/features';
const name = { en: 'Articles', 'zh-CN': '文章' };

const post = (body: object, headers: Record<string, string> = {}) =>
  node().call('POST', path, { body, headers });
const put = (code: string, body: object) => node().call('PUT', `${path}/${code}`, { body });
const remove = (code: string) => node().call('DELETE', `${path}/${code}`);
const metered = (code: string, changes: object = {}) => ({
  code,
  name,
  unit: 'article',
  kind: 'metered',
  ...changes,
});

describe('POST', () => {
  it('201: gives the feature', async () => {
    const description = { en: 'Written by AI', 'zh-CN': '' };
    const { status, body } = await post(metered('articles', { description }));
    expect(status).toBe(201);
    expect(body.data).toEqual({
      code: 'articles',
      name,
      description,
      unit: { en: 'article', 'zh-CN': 'article' },
      kind: 'metered',
      plans: [],
      archivedAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  it('201: takes one text for both languages, and no unit for what is on or off', async () => {
    const { body } = await post({ code: 'export', name: 'Export', kind: 'boolean' });
    expect(body.data).toMatchObject({
      name: { en: 'Export', 'zh-CN': 'Export' },
      unit: { en: '', 'zh-CN': '' },
      description: null,
    });
  });

  it('201: takes a unit in each language', async () => {
    const unit = { en: 'article|articles', 'zh-CN': '篇' };
    expect((await post(metered('in_both', { unit }))).body.data.unit).toEqual(unit);
  });

  it('422: wants the unit of what is counted in every language', async () => {
    const { status, body } = await post(metered('without', { unit: ' ' }));
    expect([status, valuesOf(body.errors, 'path')]).toEqual([422, ['unit.en', 'unit.zh-CN']]);
  });

  it('201: is repeated by its idempotency key', async () => {
    const headers = { 'idempotency-key': 'feature-once' };
    const answers = await Promise.all([1, 2].map(() => post(metered('once'), headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('409: refuses a code that is taken', async () => {
    await post(metered('taken'));
    const { status, body } = await post(metered('taken'));
    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  it.each<[string, object]>([
    ['code', metered('with-dash')],
    ['code', metered('1st')],
    ['code', metered('a'.repeat(65))],
    ['kind', metered('kindless', { kind: 'other' })],
    ['unit.zh-CN', metered('unitless', { unit: { en: 'article', 'zh-CN': ' ' } })],
    ['unit.en', metered('unitless', { unit: { en: 'a'.repeat(41), 'zh-CN': '篇' } })],
    ['unit', metered('unitless', { unit: 'a\nb' })],
  ])('422: names %s', async (where, body) => {
    const answer = await post(body);
    expect([answer.status, valuesOf(answer.body.errors, 'path')]).toEqual([422, [where]]);
  });

  it('422: refuses an unknown field', async () => {
    expect((await post(metered('more', { colour: 'red' }))).status).toBe(422);
  });

  it('401 and 403: refuses who is no admin', async () => {
    const key = await createApiKey(node().server, node().admin, ['usage:write']);
    for (const [token, status] of [
      [null, 401],
      [await signInUser(node()), 403],
      [key, 403],
    ] as const) {
      expect((await node().call('POST', path, { token, body: metered('nobody') })).status).toBe(status);
    }
  });
});

describe('GET', () => {
  it('200: gives features by code with the plans that have them in any version', async () => {
    await createFeature(node().server, node().admin, { code: 'listed' });
    const features = [{ code: 'listed', quota: 1 }];
    const plan = await createPlan(node().server, node().admin, { code: 'has-it', features });
    await createPlan(node().server, node().admin, { code: 'has-it-too', features, status: 'draft' });
    await updatePlan(node().server, node().admin, plan.id, { features: [] });
    const { body } = await node().call('GET', `${path}?q=LISTED&limit=5`);
    expect(body.page).toEqual({ limit: 5, offset: 0, total: 1 });
    expect(body.data[0]).toMatchObject({ code: 'listed', plans: ['has-it', 'has-it-too'] });
  });
});

describe('PUT', () => {
  it('200: changes texts, unit and, while unused, the kind, and writes it down', async () => {
    await post(metered('changing'));
    const { status, body } = await put('changing', { name: 'Changed', kind: 'boolean' });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      name: { en: 'Changed' },
      unit: { en: '', 'zh-CN': '' },
      kind: 'boolean',
    });
    const { rows } = await sql`
      select actor_kind, target, details -> 'before' ->> 'kind' as before, details -> 'after' ->> 'kind' as after
      from public.audit_log where action = 'feature.updated' and target = 'changing'`.execute(
      node().server.ctx.db,
    );
    expect(rows).toEqual([{ actor_kind: 'user', target: 'changing', before: 'metered', after: 'boolean' }]);
  });

  it('404: knows no such feature', async () => {
    for (const code of ['unheard_of', 'Unheard', '%00']) {
      const { status, body } = await put(code, { name, unit: 'x', kind: 'metered' });
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });

  it('409: keeps the kind of what a plan has, and still takes a new name', async () => {
    await createFeature(node().server, node().admin, { code: 'planned' });
    await createPlan(node().server, node().admin, {
      code: 'planner',
      features: [{ code: 'planned', quota: 1 }],
    });
    const { status, body } = await put('planned', { name, kind: 'boolean' });
    expect([status, body.code]).toEqual([409, 'feature_in_use']);
    expect((await put('planned', { name, unit: 'piece', kind: 'metered' })).status).toBe(200);
  });

  it('409: keeps the kind of what an account has', async () => {
    const { status, body } = await put(await entitle('owned'), { name, kind: 'boolean' });
    expect([status, body.code]).toEqual([409, 'feature_in_use']);
  });

  it('422: keeps the code', async () => {
    await post(metered('staying'));
    const { status, body } = await put('staying', metered('leaving'));
    expect([status, body.errors[0].path]).toEqual([422, 'code']);
  });
});

describe('DELETE', () => {
  it('200: makes an unused feature go', async () => {
    await post(metered('going'));
    expect((await remove('going')).status).toBe(200);
    expect((await remove('going')).status).toBe(404);
  });

  it('409: keeps what any version of a plan has', async () => {
    await createFeature(node().server, node().admin, { code: 'versioned' });
    const features = [{ code: 'versioned', quota: 1 }];
    const plan = await createPlan(node().server, node().admin, { code: 'versions', features });
    await updatePlan(node().server, node().admin, plan.id, { features: [] });
    const { status, body } = await remove('versioned');
    expect([status, body.code]).toEqual([409, 'feature_in_use']);
    await node().call('DELETE', `/admin/products/plans/${plan.id}`);
    expect((await remove('versioned')).status).toBe(200);
  });

  it('409: keeps what an account has', async () => {
    const { status, body } = await remove(await entitle('kept'));
    expect([status, body.code]).toEqual([409, 'feature_in_use']);
  });

  it('never leaves a plan with a feature that is gone', async () => {
    const codes = Array.from({ length: 6 }, (_, index) => `racing_${index}`);
    for (const code of codes) await createFeature(node().server, node().admin, { code });
    const text = { en: 'x', 'zh-CN': 'x' };
    const outcomes = await Promise.all(
      codes.map(async (code) => {
        const plan = {
          code: `p_${code}`,
          name: text,
          description: text,
          prices: [],
          features: [{ code, quota: 1, resetPeriod: 'daily' }],
        };
        const [created, removed] = await Promise.all([
          node().call('POST', '/admin/products/plans', { body: plan }),
          remove(code),
        ]);
        return [created.status, removed.status];
      }),
    );
    for (const outcome of outcomes) {
      expect([
        [201, 409],
        [422, 200],
      ]).toContainEqual(outcome);
    }
  });
});

/** A feature that no plan has but one account. */
async function entitle(code: string): Promise<string> {
  await createFeature(node().server, node().admin, { code });
  const plan = await createPlan(node().server, node().admin, { code: `without_${code}` });
  const accountId = await subscribe(node(), plan);
  await node().call('PUT', `/admin/accounts/${accountId}/overrides/${code}`, {
    body: { quota: 5, reason: 'a gift' },
  });
  return code;
}
