import { describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { contentOf, createPlan } from '../../../harness/catalog/catalog.ts';
import { registerUser } from '../../../harness/identity/people.ts';
import { type Answer, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
let count = 0;

const price = { interval: 'month' as const, amountMinor: 900, currency: 'USD' };
const contactUrl = 'mailto:sales@example.com';

function makePlan(options: Partial<Parameters<typeof createPlan>[2]> = {}): Promise<AdminPlanDetail> {
  count += 1;
  return createPlan(node().server, node().admin, { code: `plan-${count}`, ...options });
}

function put(plan: AdminPlanDetail, changes: object): Promise<Answer> {
  const body = { ...contentOf(plan), rollout: 'now', ...changes };
  const headers = { 'If-Match': `"${plan.version}"` };
  return node().call('PUT', `/admin/products/plans/${plan.id}`, { body, headers });
}

describe('how a plan is sold', () => {
  it('follows from its prices where nobody says it', async () => {
    expect(await makePlan({ prices: [price] })).toMatchObject({ sales: 'priced', contactUrl: null });
    expect(await makePlan()).toMatchObject({ sales: 'free', contactUrl: null });
  });

  it('is shown to everybody, and told by the history', async () => {
    const plan = await makePlan({ prices: [price] });
    const answer = await put(plan, { prices: [], sales: 'on_request', contactUrl });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ sales: 'on_request', contactUrl, prices: [] });
    const { body } = await node().call('GET', '/plans');
    expect(body.data).toContainEqual(
      expect.objectContaining({ id: plan.id, sales: 'on_request', contactUrl }),
    );
    const history = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(history.body.data[0].changes).toEqual(
      expect.arrayContaining([
        { path: 'sales', before: 'priced', after: 'on_request' },
        { path: 'contactUrl', before: null, after: contactUrl },
      ]),
    );
  });

  it('on request keeps no admin from giving it: it is the plan of who has it, beside a higher version, too', async () => {
    const plan = await makePlan({ sales: 'on_request', contactUrl });
    const { token, account } = await registerUser(node().server);
    const planOf = async (): Promise<unknown> =>
      (await node().call('GET', '/usage/quota-overview', { token })).body.data.plan;
    const body = { planCode: plan.code, reason: 'as agreed' };
    expect((await node().call('POST', `/admin/accounts/${account.id}/plan`, { body })).status).toBe(200);
    expect(await planOf()).toMatchObject({ code: plan.code, version: 1 });
    await put(plan, { highlighted: true, rollout: 'new_only' });
    expect(await planOf()).toMatchObject({ code: plan.code, version: 1 });
  });

  it('stays on request where a later version leaves it out, and is priced once there is a price', async () => {
    const plan = await makePlan({ sales: 'on_request', contactUrl });
    const second = await put(plan, { sales: undefined, contactUrl: undefined, highlighted: true });
    expect(second.body.data).toMatchObject({ version: 2, sales: 'on_request', contactUrl });
    const third = await put(second.body.data, { sales: undefined, contactUrl: undefined, prices: [price] });
    expect(third.body.data).toMatchObject({ version: 3, sales: 'priced', contactUrl: null });
  });

  it.each([
    ['prices', { sales: 'priced', prices: [] }],
    ['prices', { sales: 'free', prices: [price] }],
    ['prices', { sales: 'on_request', contactUrl, prices: [price] }],
    ['contactUrl', { sales: 'on_request', prices: [] }],
    ['contactUrl', { sales: 'on_request', contactUrl: null, prices: [] }],
    ['contactUrl', { sales: 'free', contactUrl, prices: [] }],
    ['contactUrl', { sales: 'on_request', contactUrl: 'javascript:alert(1)', prices: [] }],
    ['contactUrl', { sales: 'on_request', contactUrl: 'http://example.com', prices: [] }],
    ['contactUrl', { sales: 'on_request', contactUrl: 'mailto:nobody', prices: [] }],
  ])('422: names %s of %j', async (path, changes) => {
    const answer = await put(await makePlan(), changes);
    expect(answer.status).toBe(422);
    expect(valuesOf(answer.body.errors, 'path')).toEqual([path]);
  });
});
