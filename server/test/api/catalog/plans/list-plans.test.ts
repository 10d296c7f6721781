import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();

beforeAll(async () => {
  const make = (code: string, options: object) =>
    createPlan(node().server, node().admin, { code, ...options });
  const name = { en: 'Free for ever', 'zh-CN': '免费版' };
  await make('free', { sortOrder: 1, name });
  await make('pro', { sortOrder: 2, status: 'draft' });
  await make('basic', { sortOrder: 2, status: 'archived' });
});

async function list(query = ''): Promise<{ codes: unknown[]; page: object }> {
  const { body } = await node().call('GET', `/admin/products/plans${query}`);
  return { codes: valuesOf(body.data, 'code'), page: body.page };
}

describe('GET /admin/products/plans', () => {
  it('gives all plans in their order, page by page', async () => {
    expect(await list()).toEqual({
      codes: ['free', 'basic', 'pro'],
      page: { limit: 20, offset: 0, total: 3 },
    });
    expect(await list('?limit=1&offset=1')).toEqual({
      codes: ['basic'],
      page: { limit: 1, offset: 1, total: 3 },
    });
  });

  it.each([
    ['?status=draft', ['pro']],
    ['?q=FREE', ['free']],
    [`?q=${encodeURIComponent('免费')}`, ['free']],
    ['?q=%25', []],
    ['?q=b&status=active', []],
  ])('finds by %s', async (query, codes) => {
    expect((await list(query)).codes).toEqual(codes);
  });

  it('counts the subscribers of each', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'popular', sortOrder: 99 });
    await subscribe(node(), plan);
    await subscribe(node(), plan);
    const { body } = await node().call('GET', '/admin/products/plans?q=popular');
    expect(body.data[0]).toMatchObject({ subscribers: 2, status: 'active', sortOrder: 99 });
    expect(body.data[0]).not.toHaveProperty('versions');
  });

  it.each(['?limit=0', '?limit=101', '?offset=-1', '?status=gone', '?colour=red', '?q=%00'])(
    'refuses %s',
    async (query) => {
      expect((await node().call('GET', `/admin/products/plans${query}`)).status).toBe(422);
    },
  );

  it('is for admins only', async () => {
    const token = await signInUser(node());
    expect((await node().call('GET', '/admin/products/plans', { token })).status).toBe(403);
    expect((await node().call('GET', '/admin/products/plans', { token: null })).status).toBe(401);
  });
});

describe('GET /admin/products/plans/:id', () => {
  it('gives the version as an ETag, for the If-Match of a PUT', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'tagged' });
    await updatePlan(node().server, node().admin, plan.id, { highlighted: true });
    const { headers, body } = await node().call('GET', `/admin/products/plans/${plan.id}`);
    expect(headers.get('etag')).toBe('"2"');
    expect(valuesOf(body.data.versions, 'version')).toEqual([2, 1]);
  });

  it.each([randomUUID(), 'free', '%00'])('answers 404 for %s', async (id) => {
    expect((await node().call('GET', `/admin/products/plans/${id}`)).status).toBe(404);
  });
});

describe('GET /admin/products/history', () => {
  it('gives the changes of all plans, newest first, page by page', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'changing' });
    await updatePlan(node().server, node().admin, plan.id, { sortOrder: 5 });
    const { body } = await node().call('GET', '/admin/products/history?limit=2');
    expect(valuesOf(body.data, 'action')).toEqual(['published', 'created']);
    expect(body.data[0].changes).toEqual([{ path: 'sortOrder', before: plan.sortOrder, after: 5 }]);
    const { body: next } = await node().call('GET', '/admin/products/history?limit=2&offset=1');
    expect(next.data[0].id).toBe(body.data[1].id);
    expect(next.page.total).toBe(body.page.total);
  });

  it('is empty for a plan that never was', async () => {
    const { body } = await node().call('GET', `/admin/products/history?planId=${randomUUID()}`);
    expect([body.data, body.page.total]).toEqual([[], 0]);
  });

  it('refuses what is no id', async () => {
    expect((await node().call('GET', '/admin/products/history?planId=free')).status).toBe(422);
  });

  it('is for admins only', async () => {
    const token = await signInUser(node());
    expect((await node().call('GET', '/admin/products/history', { token })).status).toBe(403);
  });
});
