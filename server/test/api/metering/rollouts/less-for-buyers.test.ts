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

it.each([
  [{ quota: 500, resetPeriod: 'daily' }, { quota: 500, resetPeriod: 'monthly' }, 1],
  [{ quota: 500, resetPeriod: 'daily' }, { quota: 14_999, resetPeriod: 'monthly' }, 1],
  [{ quota: 500, resetPeriod: 'daily' }, { quota: 15_000, resetPeriod: 'monthly' }, 0],
  [{ quota: 500, resetPeriod: 'monthly' }, { quota: 500, resetPeriod: 'daily' }, 0],
  [{ quota: 500, resetPeriod: 'monthly' }, { quota: 499, resetPeriod: 'daily' }, 1],
  [{ quota: 500, resetPeriod: 'monthly' }, { quota: 500, resetPeriod: 'never' }, 1],
  [{ quota: 500, resetPeriod: 'never' }, { quota: 500, resetPeriod: 'monthly' }, 0],
  [{ quota: 500, resetPeriod: 'monthly' }, { quota: -1, resetPeriod: 'never' }, 0],
] as const)('of %j, %j is less for so many buyers: %i', async (has, offered, accounts) => {
  const plan = await node().plan([{ code: 'calls', ...has }]);
  await buy(plan);
  expect(await lessForBuyers(plan, [{ code: 'calls', ...offered }])).toEqual(
    accounts === 0 ? [] : [{ featureCode: 'calls', accounts }],
  );
});

it('of more buyers than are looked at, the number is estimated', async () => {
  const plan = await node().plan([{ code: 'calls', quota: 500, resetPeriod: 'monthly' }]);
  const { rows } = await node().server.owner.query<{ id: string }>(
    `insert into public.accounts (id, kind, name, time_zone)
     select gen_random_uuid(), 'external', 'One of many', 'UTC' from generate_series(1, 2500)
     returning id`,
  );
  const ids = rows.map(({ id }) => id);
  const version = `(select id from public.plan_versions where plan_id = $2)`;
  await node().server.owner.query(`select public.apply_plan_version($1, ${version})`, [ids, plan.id]);
  await node().server.owner.query(
    `insert into public.subscriptions (
       account_id, id, plan_id, plan_version_id, interval, source, source_id, starts_at, ends_at, created_at
     )
     select account_id, gen_random_uuid(), $2, ${version}, 'month', 'purchase', account_id,
       now(), now() + interval '20 days', now()
     from unnest($1::uuid[]) as account_id`,
    [ids, plan.id],
  );
  expect(await lessForBuyers(plan, [calls(400)])).toEqual([{ featureCode: 'calls', accounts: 2500 }]);
});
