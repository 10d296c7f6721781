import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { contentOf } from '../../../harness/catalog/catalog.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

async function lessForBuyers(plan: AdminPlanDetail, features: object[]): Promise<unknown> {
  const body = { ...contentOf(plan), features, rollout: 'renewal' };
  const { lessForBuyers: less } = await node().done(
    node().post(`/admin/products/plans/${plan.id}/preview`, body, { token: node().admin }),
  );
  return less;
}

async function buy(plan: AdminPlanDetail): Promise<string> {
  const { id } = await node().account();
  await node().server.owner.query(
    `select public.start_subscription($1, version.id, 'month', $2)
     from public.plan_versions as version where version.plan_id = $3`,
    [id, randomUUID(), plan.id],
  );
  return id;
}

const calls = (quota: number) => ({ code: 'calls', quota, resetPeriod: 'monthly' });
const shielded = (id: string) =>
  node().done(node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 500, reason: 'a pilot' }));

it('a preview counts who has paid for a plan and would get less of a feature', async () => {
  const plan = await node().plan([
    { code: 'calls', quota: 500, resetPeriod: 'monthly' },
    { code: 'export', enabled: true },
  ]);
  const first = await buy(plan);
  await buy(plan);
  // Given by an admin, not paid for.
  await node().done(
    node().put(`/admin/accounts/ext:${randomUUID()}`, { name: 'Given', planCode: plan.code }),
  );
  const exporting = { code: 'export', enabled: true };
  expect(await lessForBuyers(plan, [calls(500), exporting])).toEqual([]);
  expect(await lessForBuyers(plan, [calls(501), exporting])).toEqual([]);
  expect(await lessForBuyers(plan, [calls(-1), exporting])).toEqual([]);
  expect(await lessForBuyers(plan, [calls(400), exporting])).toEqual([{ featureCode: 'calls', accounts: 2 }]);
  expect(await lessForBuyers(plan, [{ code: 'export', enabled: false }])).toEqual([
    { featureCode: 'calls', accounts: 2 },
    { featureCode: 'export', accounts: 2 },
  ]);
  await shielded(first);
  expect(await lessForBuyers(plan, [calls(400), exporting])).toEqual([{ featureCode: 'calls', accounts: 1 }]);
});
