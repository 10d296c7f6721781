import { expect, test } from '@jest/globals';
import { updatePlan } from '../harness/catalog/catalog.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { codeOf, createLoadClient } from '../harness/load/load.ts';
import { createMeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { useMortalServer } from '../harness/processes/mortal-server.ts';

// Plans that many have (docs/adr/0018-rollouts-in-chunks.md).

const many = 8_000;

const server = useMortalServer();

const reached = () => server().count('public.account_entitlements where plan_quota = 7');
const isUnderWay = async () => (await server().count('public.plan_rollouts')) > 0;

test('a server that dies while a plan is rolled out to all: the next one goes on, and uses go on beside it', async () => {
  const metered = await createMeteredAccounts([server()], {
    accounts: 1,
    features: { calls: { quota: 100 } },
  });
  const [accountId] = metered.accountIds;
  await server().client.query(
    `with made as (
       insert into public.accounts (id, kind, name, time_zone)
       select gen_random_uuid(), 'external', 'An account', 'UTC' from generate_series(1, $1)
       returning id
     )
     select public.apply_plan_version(array(select id from made), current.id)
     from public.plan_versions as current
     where current.plan_id = $2`,
    [many, metered.planId],
  );
  const load = createLoadClient(metered.apiKey);
  const use = () => load.post(server(), '/usage/record', { accountId, featureCode: 'calls' });
  for (let times = 0; times < 7; times += 1) expect((await use()).status).toBe(201);

  const holder = await server().hold('select from public.accounts order by id desc limit 1 for update');
  const features = [{ code: 'calls', quota: 7, resetPeriod: 'monthly' as const }];
  expect(await updatePlan(server(), metered.adminToken, metered.planId, { features })).toMatchObject({
    version: 2,
    subscribers: many + 1,
  });
  await waitUntil(async () => (await reached()) > 0);
  await server().kill();
  await holder.release();
  expect(await isUnderWay()).toBe(true);
  const before = await reached();
  expect(before).toBeLessThan(many);

  await server().startAgain();
  let slowest = 0;
  while (await isUnderWay()) {
    const from = performance.now();
    const { status } = await use();
    expect([201, 429]).toContain(status);
    slowest = Math.max(slowest, performance.now() - from);
  }
  expect(slowest).toBeLessThan(15_000);
  expect(await reached()).toBe(many + 1);
  expect(codeOf(await use())).toBe('quota_exceeded');
  load.close();
  expect(await auditUsage(server().connectionString)).toEqual([]);
}, 120_000);

test('publishing another reset period to two thousand accounts keeps neither them nor others waiting', async () => {
  const subscribers = 1_990;
  const daily = await createMeteredAccounts([server()], {
    accounts: 1,
    features: { tokens: { quota: 1_000, resetPeriod: 'daily' } },
  });
  const other = await createMeteredAccounts([server()], {
    accounts: 1,
    features: { coins: { quota: 1_000_000 } },
  });
  const { rows } = await server().client.query<{ id: string }>(
    `insert into public.accounts (id, kind, name, time_zone)
     select gen_random_uuid(), 'external', 'An account', 'UTC' from generate_series(1, $1) returning id`,
    [subscribers],
  );
  const ids = rows.map(({ id }) => id);
  await server().client.query(
    `select public.apply_plan_version($1::uuid[], id) from public.plan_versions where plan_id = $2`,
    [ids, daily.planId],
  );
  const load = createLoadClient(daily.apiKey);
  const use = async (accountId: string | undefined, featureCode = 'tokens') => {
    const { status, sentAt, receivedAt } = await load.post(server(), '/usage/record', {
      accountId,
      featureCode,
    });
    expect(status).toBe(201);
    return receivedAt - sentAt;
  };
  for (let next = 0; next < subscribers; next += 64)
    await Promise.all(ids.slice(next, next + 64).map((id) => use(id)));

  const own: Promise<number>[] = [];
  const others: Promise<number>[] = [];
  const timer = setInterval(() => {
    own.push(use(ids[Math.floor(Math.random() * subscribers)]));
    others.push(use(other.accountIds[0], 'coins'));
  }, 20);
  const publishedAt = performance.now();
  await updatePlan(server(), daily.adminToken, daily.planId, {
    features: [{ code: 'tokens', quota: 1_000, resetPeriod: 'monthly' }],
  });
  const monthly = `public.account_entitlements where plan_quota = 1000 and reset_period = 'monthly'`;
  await waitUntil(async () => (await server().count(monthly)) === subscribers + 1 && !(await isUnderWay()));
  const rolloutMs = performance.now() - publishedAt;
  clearInterval(timer);
  const [ownWaits, otherWaits] = await Promise.all([Promise.all(own), Promise.all(others)]);
  load.close();
  // In one transaction, some use would wait for nearly all of it, however quick the machine is.
  expect(Math.max(...otherWaits)).toBeLessThan(rolloutMs / 2);
  expect(Math.max(...ownWaits)).toBeLessThan(rolloutMs / 2);
  expect(await auditUsage(server().connectionString)).toEqual([]);
}, 120_000);
