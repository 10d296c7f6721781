import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { signInUser, useCatalogServer } from '../catalog-server.ts';

const node = useCatalogServer();
let plan: AdminPlanDetail;
const text = (word: string) => ({ en: word, 'zh-CN': word });

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles', unit: 'article' });
  plan = await createPlan(node().server, node().admin, {
    code: 'pro',
    name: text('Pro'),
    description: text('First'),
    highlighted: true,
    prices: [{ interval: 'month', amountMinor: 990, currency: 'USD' }],
    features: [{ code: 'articles', quota: 50, resetPeriod: 'daily', thresholds: [50] }],
  });
  await updatePlan(node().server, node().admin, plan.id, {
    name: text('Professional'),
    highlighted: false,
    prices: [],
    features: [],
    reason: 'a new offer',
  });
});

const read = (id: string, version: string, token: string | null = node().admin) =>
  node().call('GET', `/admin/products/plans/${id}/versions/${version}`, { token });

describe('GET /admin/products/plans/:id/versions/:version', () => {
  it('200: gives a past version as it was published', async () => {
    const { status, body } = await read(plan.id, '1');
    expect(status).toBe(200);
    expect(body.data).toEqual({
      planId: plan.id,
      code: 'pro',
      version: 1,
      publishedAt: plan.versions[0]?.publishedAt,
      actor: plan.versions[0]?.actor,
      reason: null,
      name: text('Pro'),
      description: text('First'),
      highlighted: true,
      sales: 'priced',
      contactUrl: null,
      credits: null,
      prices: [{ id: expect.any(String), interval: 'month', amountMinor: 990, currency: 'USD' }],
      features: [
        {
          code: 'articles',
          name: text('articles'),
          unit: { en: 'article', 'zh-CN': 'article' },
          kind: 'metered',
          quota: 50,
          resetPeriod: 'daily',
          enabled: true,
          thresholds: [50],
          overage: 'block',
          overageRate: null,
        },
      ],
    });
  });

  it('200: gives the present version too', async () => {
    const { body } = await read(plan.id, '2');
    expect(body.data).toMatchObject({
      version: 2,
      reason: 'a new offer',
      name: text('Professional'),
      highlighted: false,
      prices: [],
      features: [],
    });
  });

  it.each(['0', '3', '-1', '01', '1.0', '1e0', 'one', '99999999999', '%00'])(
    '404: knows no version %s',
    async (version) => {
      const { status, body } = await read(plan.id, version);
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );

  it('404: knows no such plan', async () => {
    for (const id of [randomUUID(), 'pro', '%00']) expect((await read(id, '1')).status).toBe(404);
  });

  it('401 and 403: is for admins only', async () => {
    expect((await read(plan.id, '1', null)).status).toBe(401);
    expect((await read(plan.id, '1', await signInUser(node()))).status).toBe(403);
  });
});
