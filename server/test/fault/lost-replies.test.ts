import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Recorded } from '../../src/metering/recording/contract.ts';
import { Check } from '../../src/metering/states/contract.ts';
import { createPlan } from '../harness/catalog/catalog.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, listenerOf, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { createLoadClient, dataOf, type LoadClient } from '../harness/load/load.ts';
import {
  createMeteredAccounts,
  offersOf,
  type MeteredAccounts,
} from '../harness/metering/metered-accounts.ts';
import { startProxy, type TestProxy } from '../harness/processes/proxy.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../harness/processes/redis.ts';

// A change is committed, and the connection breaks before the node hears of it.

type Quota = NonNullable<Check['quota']>;

/** What holds of checks on every node, whatever its cache, once a reply was lost. */
function describePromises(
  startNodes: (urls: [string, string]) => Promise<[TestServer, ...TestServer[]]>,
): void {
  let database: TestDatabase;
  let proxy: TestProxy;
  let nodes: [TestServer, ...TestServer[]];
  let metered: MeteredAccounts;
  let load: LoadClient;
  let admin: LoadClient;
  let otherPlan: string;
  let next = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startProxy(listenerOf(database.connectionString));
    const url = new URL(database.connectionString);
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    nodes = await startNodes([url.href, database.connectionString]);
    metered = await createMeteredAccounts(nodes, { accounts: 8, features: { calls: { quota: 1_000 } } });
    load = createLoadClient(metered.apiKey);
    admin = createLoadClient(metered.adminToken);
    otherPlan = 'other';
    await createPlan(nodes[0], metered.adminToken, {
      code: otherPlan,
      features: offersOf({ calls: { quota: 7_777 } }),
    });
  }, 60_000);
  afterAll(async () => {
    load.close();
    admin.close();
    for (const node of nodes) await node.stop();
    await proxy.stop();
    await database.drop();
  });

  async function quotaOn(node: TestServer, accountId: string): Promise<Quota> {
    const { quota } = dataOf(await load.get(node, `/usage/check-quota/calls?accountId=${accountId}`), Check);
    if (!quota) throw new Error('There is no quota');
    return quota;
  }

  const lostChanges: {
    name: string;
    statement: string;
    /** A transaction's end; a statement by itself has none. */
    then?: string;
    act: (accountId: string, recordId: string) => Promise<{ status: number | undefined }>;
    isSeen: (quota: Quota) => boolean;
  }[] = [
    {
      name: 'a use',
      statement: 'record_feature_usage',
      act: (accountId) =>
        load.post(nodes[0], '/usage/record', { accountId, featureCode: 'calls', amount: 3 }),
      isSeen: ({ used }) => used === 8,
    },
    {
      name: 'a reservation',
      statement: 'reserve_feature_usage',
      then: 'commit',
      act: (accountId) =>
        load.post(nodes[0], '/usage/reservations', { accountId, featureCode: 'calls', amount: 4 }),
      isSeen: ({ reserved }) => reserved === 4,
    },
    {
      name: 'a void',
      statement: 'usage.voided',
      then: 'commit',
      act: (_accountId, recordId) =>
        admin.post(nodes[0], `/usage/records/${recordId}/void`, { reason: 'a test' }),
      isSeen: ({ used }) => used === 0,
    },
    {
      name: 'a reset',
      statement: 'usage.reset',
      then: 'commit',
      act: (accountId) =>
        admin.post(nodes[0], `/admin/accounts/${accountId}/usage/reset`, { reason: 'a test' }),
      isSeen: ({ used }) => used === 0,
    },
    {
      name: 'another plan',
      statement: 'plan.assigned',
      then: 'commit',
      act: (accountId) =>
        admin.post(nodes[0], `/admin/accounts/${accountId}/plan`, { planCode: 'other', reason: 'a test' }),
      isSeen: ({ quota }) => quota === 7_777,
    },
    {
      name: 'an override',
      statement: 'override.set',
      then: 'commit',
      act: async (accountId) => {
        const response = await fetch(`${nodes[0].url}/api/admin/accounts/${accountId}/overrides/calls`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${metered.adminToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ quota: 6, reason: 'a test' }),
        });
        await response.text();
        return response;
      },
      isSeen: ({ quota }) => quota === 6,
    },
  ];

  test.each(lostChanges)(
    '$name shows in checks within about a second',
    async ({ statement, then, act, isSeen }) => {
      const accountId = metered.accountIds[(next += 1)]!;
      const use = { accountId, featureCode: 'calls', amount: 5 };
      const { id } = dataOf(await load.post(nodes[0], '/usage/record', use), Recorded);
      for (const node of nodes) expect((await quotaOn(node, accountId)).used).toBe(5);
      proxy.loseReply(statement, then);
      expect((await act(accountId, id)).status).toBe(503);
      // Postgres has answered since, so that the node no longer doubts it.
      for (const node of nodes) await quotaOn(node, metered.accountIds[0]!);
      for (const node of nodes) {
        await waitUntil(async () => isSeen(await quotaOn(node, accountId)), 3_000);
        expect(isSeen(await quotaOn(node, accountId))).toBe(true);
      }
    },
    30_000,
  );
}

const shared = (connectionString: string) => ({ connectionString, drop: () => Promise.resolve() });

describe('a change whose reply was lost, on a node by itself', () => {
  describePromises(async ([behindProxy]) => [await startTestServer({ database: shared(behindProxy) })]);
});

describeWithRedis('a change whose reply was lost, on two nodes with a Redis', () => {
  let redis: TestRedis;
  afterAll(() => redis.stop());
  describePromises(async ([behindProxy, direct]) => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url };
    return [
      await startTestServer({ database: shared(behindProxy), env }),
      await startTestServer({ database: shared(direct), env }),
    ];
  });
});
