import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

async function overviewWith(credits: object | null) {
  const { code } = await createPlan(node().server, node().admin, {
    code: `plan-${randomUUID()}`,
    features: [],
    ...(credits && { credits: { amount: 500, interval: 'month', rolloverPeriods: 0, ...credits } }),
  });
  const path = `/admin/accounts/ext:${randomUUID()}`;
  const { id } = await node().done(node().put(path, { name: 'One', timeZone: 'UTC', planCode: code }));
  const read = () => node().done(node().get(`/usage/quota-overview?accountId=${id}`));
  return { id: String(id), read };
}

test('the overview tells when the plan gives credits next, and how many', async () => {
  const { id, read } = await overviewWith({});
  const { subscription, nextPlanCredits } = await read();
  expect(nextPlanCredits).toEqual({ at: subscription.currentPeriodEnd, amount: 500 });
  // Settled or not, the next ones are the same.
  await node().server.owner.query('select public.settle_credits($1::uuid, clock_timestamp())', [id]);
  expect((await read()).nextPlanCredits).toEqual(nextPlanCredits);
});

test('credits by the year come with the account’s year, and none where the plan gives none', async () => {
  const { subscription, nextPlanCredits } = await (await overviewWith({ interval: 'year' })).read();
  const days = (Date.parse(nextPlanCredits.at) - Date.parse(subscription.currentPeriodStart)) / 86_400_000;
  expect(days).toBeGreaterThanOrEqual(365);
  expect(days).toBeLessThanOrEqual(366);
  expect((await (await overviewWith(null)).read()).nextPlanCredits).toBe(null);
});
