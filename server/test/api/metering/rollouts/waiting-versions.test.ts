import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { contentOf, updatePlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const calls = (quota: number) => ({ code: 'calls', quota, resetPeriod: 'monthly' as const });
const overview = (id: string) => node().done(node().get(`/usage/quota-overview?accountId=${id}`));
const onPlan = async ({ code }: AdminPlanDetail): Promise<string> =>
  String(
    (await node().done(node().put(`/admin/accounts/ext:${randomUUID()}`, { name: 'One', planCode: code })))
      .id,
  );
const asAdmin = (path: string) => node().done(node().get(path, { token: node().admin }));

async function buy(plan: AdminPlanDetail, interval: string): Promise<string> {
  const { id } = await node().account();
  await node().server.owner.query(
    `select public.start_subscription($1, version.id, $3, $2)
     from public.plan_versions as version where version.plan_id = $4`,
    [id, randomUUID(), interval, plan.id],
  );
  return id;
}

test('a version that waits for the renewal is told of the plan and to the accounts that wait for it', async () => {
  const plan = await node().plan([calls(100)]);
  const waits = await onPlan(plan);
  expect((await overview(waits)).plan.newer).toBe(null);
  expect((await asAdmin(`/admin/products/plans/${plan.id}`)).waiting).toEqual([]);
  await updatePlan(node().server, node().admin, plan.id, { features: [calls(200)], rollout: 'renewal' });

  const { plan: held, subscription } = await overview(waits);
  expect(held).toMatchObject({
    version: 1,
    newer: {
      version: 2,
      comesAt: subscription.currentPeriodEnd,
      held: { id: plan.id, code: plan.code, version: 1, features: [{ code: 'calls', quota: 100 }] },
    },
  });
  // Only admins see how one is warned.
  expect(held.newer.held.features[0]).not.toHaveProperty('thresholds');
  const { currentPeriodEnd: at } = subscription;
  const waiting = [{ version: 2, accounts: 1, firstAt: at, lastAt: at }];
  expect((await asAdmin(`/admin/products/plans/${plan.id}`)).waiting).toEqual(waiting);
  const listed: AdminPlanDetail[] = await asAdmin(`/admin/products/plans?q=${plan.code}`);
  expect(listed.map((one) => one.waiting)).toEqual([waiting]);
  expect((await overview(await onPlan(plan))).plan).toMatchObject({ version: 2, newer: null });
});

test('who paid for a time keeps the version bought, and nothing brings a newer one', async () => {
  const plan = await node().plan([calls(100)]);
  const forAYear = await buy(plan, 'year');
  const forLife = await buy(plan, 'lifetime');
  expect((await asAdmin(`/admin/products/plans/${plan.id}`)).keepingOlder).toBe(0);
  const body = { ...contentOf(plan), features: [calls(50)] };
  const preview = await node().done(
    node().post(`/admin/products/plans/${plan.id}/preview`, body, { token: node().admin }),
  );
  expect(preview).toMatchObject({ subscribers: 2, keptByBuyers: 1 });
  await updatePlan(node().server, node().admin, plan.id, { features: [calls(50)], rollout: 'renewal' });

  expect((await overview(forAYear)).plan).toMatchObject({ version: 1, newer: { version: 2, comesAt: null } });
  const { plan: held, subscription } = await overview(forLife);
  expect(held).toMatchObject({ version: 1, newer: { version: 2, comesAt: subscription.currentPeriodEnd } });
  expect(await asAdmin(`/admin/products/plans/${plan.id}`)).toMatchObject({
    waiting: [{ version: 2, accounts: 1 }],
    keepingOlder: 1,
  });
});

test('of a version for new accounts only it is told how many keep an older one', async () => {
  const plan = await node().plan([calls(100)]);
  await onPlan(plan);
  await onPlan(plan);
  await updatePlan(node().server, node().admin, plan.id, { features: [calls(200)], rollout: 'new_only' });
  await onPlan(plan);
  const listed: AdminPlanDetail[] = await asAdmin(`/admin/products/plans?q=${plan.code}`);
  expect(listed).toMatchObject([{ subscribers: 3, waiting: [], keepingOlder: 2 }]);
});

test('of a version that is on its way nobody is told as keeping an older one', async () => {
  const plan = await node().plan([calls(100)]);
  const accountIds: string[] = [];
  for (let count = 0; count < 21; count += 1) accountIds.push(await onPlan(plan));
  const holder = await node().server.owner.connect();
  try {
    await holder.query('begin');
    await holder.query('select from public.accounts where id = any ($1) for update', [accountIds]);
    await updatePlan(node().server, node().admin, plan.id, { features: [calls(200)], rollout: 'renewal' });
    expect(await asAdmin(`/admin/products/plans/${plan.id}`)).toMatchObject({ waiting: [], keepingOlder: 0 });
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  await waitUntil(async () => {
    const { waiting, keepingOlder } = await asAdmin(`/admin/products/plans/${plan.id}`);
    return waiting[0]?.accounts === 21 && keepingOlder === 0;
  });
});
