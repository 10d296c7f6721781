import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { contentOf, createFeature, createPlan } from '../../../harness/catalog/catalog.ts';
import { signInUser, subscribe, useCatalogServer } from '../catalog-server.ts';

const node = useCatalogServer();
let plan: AdminPlanDetail;

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles' });
  plan = await createPlan(node().server, node().admin, {
    code: 'pro',
    features: [{ code: 'articles', quota: 100 }],
  });
  for (const used of [10, 50, 90]) {
    await subscribe(node(), plan, { featureCode: 'articles', used });
  }
});

const preview = (quota: number, options: { id?: string; token?: string; changes?: object } = {}) =>
  node().call('POST', `/admin/products/plans/${options.id ?? plan.id}/preview`, {
    body: {
      ...contentOf(plan),
      features: [{ code: 'articles', quota, resetPeriod: 'monthly' }],
      rollout: 'now',
      ...options.changes,
    },
    ...(options.token !== undefined && { token: options.token }),
  });

describe('200', () => {
  it.each([
    [9, 3],
    [10, 2],
    [50, 1],
    [90, 0],
    [-1, 0],
  ])('counts who uses more than a quota of %i', async (quota, accounts) => {
    const { status, body } = await preview(quota);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      subscribers: 3,
      keptByBuyers: 0,
      overQuota: accounts === 0 ? [] : [{ featureCode: 'articles', accounts }],
      lessForBuyers: [],
    });
  });

  it('changes nothing', async () => {
    const path = `/admin/products/plans/${plan.id}`;
    const before = await node().call('GET', path);
    await preview(1, { changes: { status: 'archived', reason: 'just looking' } });
    expect((await node().call('GET', path)).body).toEqual(before.body);
    const history = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(history.body.page.total).toBe(1);
  });
});

describe('403', () => {
  it('refuses who is no admin', async () => {
    expect((await preview(1, { token: await signInUser(node()) })).status).toBe(403);
  });
});

describe('404', () => {
  it('is the answer for a plan that is not there', async () => {
    expect((await preview(1, { id: randomUUID() })).status).toBe(404);
  });
});

describe('422', () => {
  it('refuses what a PUT would refuse', async () => {
    const { status, body } = await preview(1, { changes: { features: [{ code: 'flying', quota: 1 }] } });
    expect([status, body.errors[0].path]).toEqual([422, 'features.0.code']);
  });
});
