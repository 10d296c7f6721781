import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { meteringJobs } from '../../src/metering/jobs.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();

test('a key is remembered for 35 days, and forgotten after 36', async () => {
  const person = await node().person();
  const { ctx } = node().server;
  const plan = await node().plan();
  await node().post(`/admin/accounts/${person.account.id}/plan`, { planCode: plan.code, reason: 'x' });
  const event = { accountId: person.account.id, featureCode: 'calls', idempotencyKey: randomUUID() };
  const usedLater = async (interval: string) => {
    await node().server.owner.query(
      `update public.usage_idempotency_keys set created_at = now() - $2::interval where account_id = $1`,
      [person.account.id, interval],
    );
    await meteringJobs.find(({ name }) => name === 'forget_usage_keys')?.run(ctx);
    return (await node().post('/usage/record', event)).status;
  };
  expect((await node().post('/usage/record', event)).status).toBe(201);
  expect(await usedLater('35 days 1 hour')).toBe(200);
  expect(await usedLater('36 days 1 hour')).toBe(201);
}, 60_000);
