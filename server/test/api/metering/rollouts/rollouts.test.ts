import { afterEach, expect, test } from '@jest/globals';
import { meteringJobs } from '../../../../src/metering/jobs.ts';
import { updatePlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { connectSocket, type TestSocket } from '../../../harness/http/socket.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

// Plans that more have than a publication reaches itself (docs/adr/0018-rollouts-in-chunks.md).

const many = 2_001;
const node = useMeteringServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

const rows = async <Row extends object>(statement: string, values: unknown[]) =>
  (await node().server.owner.query<Row>(statement, values)).rows;

/** A plan that so many have; their ids in order. */
async function popularPlan() {
  const plan = await node().plan();
  const made = await rows<{ id: string }>(
    `insert into public.accounts (id, kind, name, time_zone)
     select gen_random_uuid(), 'external', 'An account', 'UTC' from generate_series(1, $1)
     returning id`,
    [many],
  );
  const ids = made.map(({ id }) => id).sort();
  await rows(
    `select public.apply_plan_version($1::uuid[], current.id)
     from public.plan_versions as current where current.plan_id = $2`,
    [ids, plan.id],
  );
  return { plan, ids };
}

async function publish(planId: string): Promise<void> {
  await updatePlan(node().server, node().admin, planId, {
    features: [{ code: 'calls', quota: 7, resetPeriod: 'monthly' }],
    rollout: 'now',
  });
}

async function reached(planId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    `select count(*)::int as count
     from public.account_plans join public.account_entitlements using (account_id)
     where plan_id = $1 and feature_code = 'calls' and plan_quota = 7`,
    [planId],
  );
  return row?.count ?? 0;
}

test('an account that a chunk has reached is told to look at its subscription', async () => {
  const { plan } = await popularPlan();
  const person = await node().person();
  await node().post(`/admin/accounts/${person.account.id}/plan`, { planCode: plan.code, reason: 'x' });
  const socket = await connectSocket(node().server, person);
  open.push(socket);
  await publish(plan.id);
  await waitUntil(() => socket.payloads('subscription:updated').length > 0);
  expect(socket.payloads('subscription:updated')).toEqual([
    { accountId: person.account.id, planCode: plan.code },
  ]);
  expect(await node().quota(person.account.id)).toMatchObject({ quota: 7 });
  await waitUntil(async () => (await reached(plan.id)) === many + 1);
}, 60_000);

test('an account that can not be reached holds up nobody, is told of, and is reached when it can be', async () => {
  const { plan, ids } = await popularPlan();
  const blocked = ids[30] ?? '';
  const allow = await refuseAccount(node().server.owner, blocked);
  await publish(plan.id);
  await waitUntil(async () => (await reached(plan.id)) === many - 1);

  const tell = meteringJobs.find(({ name }) => name === 'tell_change_failures');
  await waitUntil(async () => (await rows('select from public.account_change_failures', [])).length > 0);
  const toldAfter = async (attempts: number): Promise<unknown> => {
    // Tried again when this test says so, not meanwhile.
    await rows(
      `update public.account_change_failures set attempts = $1, retry_at = now() + interval '1 hour'`,
      [attempts],
    );
    await tell?.run(node().server.ctx);
    const { body } = await node().get(`/admin/audit?accountId=${blocked}`, { token: node().admin });
    return body.data;
  };
  expect(await toldAfter(2)).toEqual([]);
  await toldAfter(3);
  expect(await toldAfter(4)).toEqual([
    expect.objectContaining({
      action: 'account.change_failed',
      actor: { kind: 'system', id: null, name: 'system' },
      target: 'rollout',
      details: { plan: plan.code, version: 2, error: 'not this one' },
    }),
  ]);

  await allow();
  // A minute later, but for the waiting.
  await waitUntil(
    async () => (await rows(`select from public.plan_rollouts where retry_at > now()`, [])).length > 0,
  );
  await rows('update public.account_change_failures set retry_at = now()', []);
  await rows('update public.plan_rollouts set retry_at = now()', []);
  await waitUntil(async () => (await reached(plan.id)) === many);
  await waitUntil(async () => (await rows('select from public.plan_rollouts', [])).length === 0);
}, 120_000);
