import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import { type Answer, signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
let count = 0;

function makePlan(options: Partial<Parameters<typeof createPlan>[2]> = {}): Promise<AdminPlanDetail> {
  count += 1;
  return createPlan(node().server, node().admin, { code: `plan-${count}`, ...options });
}

const patch = (id: string, body: object, token = node().admin): Promise<Answer> =>
  node().call('PATCH', `/admin/products/plans/${id}/status`, { body, token });

describe('200', () => {
  it('shows and hides the plan, without a new version', async () => {
    const plan = await makePlan({ status: 'draft' });
    const shown = async () =>
      valuesOf((await node().call('GET', '/plans')).body.data, 'id').includes(plan.id);
    for (const [status, visible] of [
      ['active', true],
      ['archived', false],
      ['active', true],
      ['draft', false],
    ] as const) {
      const answer = await patch(plan.id, { status });
      expect([answer.status, answer.body.data.status, answer.body.data.version]).toEqual([200, status, 1]);
      expect(await shown()).toBe(visible);
    }
  });

  it('is told by the history, once for each change', async () => {
    const plan = await makePlan();
    await patch(plan.id, { status: 'archived', reason: 'retired' });
    await patch(plan.id, { status: 'archived' });
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(body.page.total).toBe(2);
    expect(body.data[0]).toMatchObject({
      action: 'status_changed',
      reason: 'retired',
      changes: [{ path: 'status', before: 'active', after: 'archived' }],
    });
  });

  it('is undone by whoever saw it, and again, if the answer got lost, with no second line', async () => {
    const plan = await makePlan();
    await patch(plan.id, { status: 'archived' });
    for (let time = 0; time < 2; time += 1) {
      const back = await patch(plan.id, { status: 'active', seenStatus: 'archived' });
      expect([back.status, back.body.data.status]).toEqual([200, 'active']);
    }
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(valuesOf(body.data, 'action')).toEqual(['status_changed', 'status_changed', 'created']);
  });

  it('leaves the subscribers of an archived plan their plan', async () => {
    const plan = await makePlan();
    await subscribe(node(), plan);
    const { body } = await patch(plan.id, { status: 'archived' });
    expect(body.data).toMatchObject({ status: 'archived', subscribers: 1 });
  });
});

describe('403', () => {
  it('refuses who is no admin', async () => {
    const plan = await makePlan();
    expect((await patch(plan.id, { status: 'archived' }, await signInUser(node()))).status).toBe(403);
  });
});

describe('404', () => {
  it('is the answer for a plan that is not there', async () => {
    expect((await patch(randomUUID(), { status: 'active' })).status).toBe(404);
  });
});

describe('412', () => {
  it('changes nothing where the plan has yet another status than was seen', async () => {
    const plan = await makePlan();
    await patch(plan.id, { status: 'archived' });
    await patch(plan.id, { status: 'draft' });
    const answer = await patch(plan.id, { status: 'active', seenStatus: 'archived' });
    expect([answer.status, answer.body.code]).toEqual([412, 'version_conflict']);
    const { body } = await node().call('GET', `/admin/products/plans/${plan.id}`);
    expect(body.data.status).toBe('draft');
  });
});

describe('409', () => {
  it.each(['draft', 'archived'])('keeps the default plan from being %s', async (status) => {
    const plan = await makePlan({ isDefault: true });
    const answer = await patch(plan.id, { status });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });

  it('keeps a plan that accounts have from being a draft again', async () => {
    const plan = await makePlan();
    await subscribe(node(), plan);
    const answer = await patch(plan.id, { status: 'draft' });
    expect([answer.status, answer.body.code]).toEqual([409, 'plan_in_use']);
  });
});

describe('422', () => {
  it.each([{}, { status: 'gone' }])('refuses %j', async (body) => {
    const plan = await makePlan();
    const answer = await patch(plan.id, body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, 'status']);
  });
});
