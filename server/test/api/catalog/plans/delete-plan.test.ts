import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { createFeature, createPlan } from '../../../harness/catalog/catalog.ts';
import { signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
let count = 0;

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles' });
});

function makePlan(options: Partial<Parameters<typeof createPlan>[2]> = {}): Promise<AdminPlanDetail> {
  count += 1;
  const features = [{ code: 'articles', quota: 3 }];
  return createPlan(node().server, node().admin, { code: `plan-${count}`, features, ...options });
}

const remove = (id: string, token = node().admin) =>
  node().call('DELETE', `/admin/products/plans/${id}`, { token });

describe('200', () => {
  it('makes the plan go, and keeps its history', async () => {
    const plan = await makePlan();
    expect((await remove(plan.id)).status).toBe(200);
    expect((await node().call('GET', `/admin/products/plans/${plan.id}`)).status).toBe(404);
    const shown = valuesOf((await node().call('GET', '/plans')).body.data, 'id');
    expect(shown).not.toContain(plan.id);
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(valuesOf(body.data, 'action')).toEqual(['deleted', 'created']);
    expect(body.data[0].changes).toContainEqual({ path: 'features.articles.quota', before: 3, after: null });
  });

  it('keeps why, where it is said', async () => {
    const plan = await makePlan();
    const path = `/admin/products/plans/${plan.id}`;
    expect((await node().call('DELETE', path, { body: { reason: '' } })).status).toBe(422);
    expect((await node().call('DELETE', path, { body: { reason: 'sold to nobody' } })).status).toBe(200);
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(body.data[0]).toMatchObject({ action: 'deleted', reason: 'sold to nobody' });
  });

  it('frees the code', async () => {
    const plan = await makePlan();
    await remove(plan.id);
    expect((await makePlan({ code: plan.code })).version).toBe(1);
  });
});

describe('403', () => {
  it('refuses who is no admin', async () => {
    expect((await remove((await makePlan()).id, await signInUser(node()))).status).toBe(403);
  });
});

describe('404', () => {
  it('is the answer for a plan that is not there, or no longer', async () => {
    const plan = await makePlan();
    await remove(plan.id);
    expect([(await remove(plan.id)).status, (await remove(randomUUID())).status]).toEqual([404, 404]);
  });
});

describe('409', () => {
  it('keeps a plan that an account has, archived or not', async () => {
    const plan = await makePlan();
    await subscribe(node(), plan);
    const active = await remove(plan.id);
    expect([active.status, active.body.code]).toEqual([409, 'plan_in_use']);
    await node().call('PATCH', `/admin/products/plans/${plan.id}/status`, { body: { status: 'archived' } });
    expect((await remove(plan.id)).body.code).toBe('plan_in_use');
  });

  it('keeps the default plan', async () => {
    const plan = await makePlan({ isDefault: true });
    const answer = await remove(plan.id);
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });

  it('leaves no account without its plan when both happen at once', async () => {
    const plans = await Promise.all(Array.from({ length: 8 }, () => makePlan()));
    const outcomes = await Promise.all(
      plans.map(async (plan) => {
        const [removed, subscribed] = await Promise.allSettled([remove(plan.id), subscribe(node(), plan)]);
        return { removed, subscribed, plan };
      }),
    );
    for (const { removed, plan } of outcomes) {
      const status = removed.status === 'fulfilled' ? removed.value.status : 0;
      const { status: left } = await node().call('GET', `/admin/products/plans/${plan.id}`);
      expect([status, left]).toEqual(status === 200 ? [200, 404] : [409, 200]);
    }
  });
});
