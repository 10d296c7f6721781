import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Alert } from '../../src/metering/alerts/contract.ts';
import { Recorded } from '../../src/metering/recording/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../harness/http/socket.ts';
import {
  between,
  createLoadClient,
  dataOf,
  isAcknowledged,
  rounds,
  runClients,
} from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { startServerProcess } from '../harness/processes/processes.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../harness/processes/redis.ts';

// Quality, invariant 7. FAULT_ROUNDS=n takes n times as many accounts.

const thresholds = [10, 25, 50, 75, 80, 90, 95, 100];
const clients = 32;

interface AlertRow {
  account_id: string;
  limit_epoch: number;
  threshold: number;
  sent_at: Date | null;
}

async function query<Row extends pg.QueryResultRow>(
  { connectionString }: TestDatabase,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

const readAlerts = (database: TestDatabase) =>
  query<AlertRow>(database, 'select account_id, limit_epoch, threshold, sent_at from public.quota_alerts');

/** As `account threshold`, sorted. */
const labels = (rows: readonly { account_id: string; threshold: number }[]) =>
  rows.map((row) => `${row.account_id} ${row.threshold}`).sort();

/** Many clients on both nodes use up what is left of every account's quota, one to nine at a time, then by ones. */
async function useUp(nodes: readonly TestServer[], metered: MeteredAccounts): Promise<string[]> {
  const load = createLoadClient(metered.apiKey, clients);
  const told: string[] = [];
  const open = new Set(metered.accountIds);
  let turn = 0;
  await runClients(
    clients,
    () => open.size === 0,
    async () => {
      const accounts = [...open];
      const accountId = accounts[(turn += 1) % accounts.length]!;
      const amount = between(1, 9);
      const node = nodes[turn % nodes.length]!;
      const answer = await load.post(node, '/usage/record', { accountId, featureCode: 'calls', amount });
      if (isAcknowledged(answer)) {
        for (const { threshold } of dataOf(answer, Recorded).alerts) told.push(`${accountId} ${threshold}`);
      } else if (amount === 1) {
        open.delete(accountId);
      }
    },
  );
  load.close();
  return told.sort();
}

describe('two nodes on one database', () => {
  let database: TestDatabase;
  let nodes: [TestServer, TestServer];
  let metered: MeteredAccounts;

  beforeAll(async () => {
    database = await createTestDatabase();
    nodes = [await startTestServer({ database }), await startTestServer({ database })];
    metered = await createMeteredAccounts(nodes, {
      accounts: 8 * rounds(1),
      features: { calls: { quota: 300, thresholds } },
    });
  });
  afterAll(async () => {
    for (const node of nodes) await node.stop();
    await database.drop();
  });

  test('each threshold crossed under concurrency makes one alert, told once by an answer; a new quota arms those above it again', async () => {
    const told = await useUp(nodes, metered);
    const first = await readAlerts(database);
    const all = metered.accountIds.flatMap((account_id) =>
      thresholds.map((threshold) => ({ account_id, threshold })),
    );
    expect(labels(first)).toEqual(labels(all));
    expect(told).toEqual(labels(all));

    // 300 of 500 are used: 75 per cent and above are ahead again.
    for (const accountId of metered.accountIds) await overrideQuota(nodes[0], metered, accountId, 500);
    const toldAgain = await useUp(nodes, metered);
    const second = (await readAlerts(database)).filter(({ limit_epoch: epoch }) => epoch > 1);
    expect(new Set(second.map((row) => row.limit_epoch))).toEqual(new Set([2]));
    expect(labels(second)).toEqual(labels(all.filter(({ threshold }) => threshold > 60)));
    expect(toldAgain).toEqual(labels(second));

    await waitUntil(async () => (await readAlerts(database)).every((row) => row.sent_at !== null));
  }, 60_000);
});

async function overrideQuota(
  node: TestServer,
  { adminToken }: MeteredAccounts,
  accountId: string,
  quota: number,
): Promise<void> {
  const response = await fetch(`${node.url}/api/admin/accounts/${accountId}/overrides/calls`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ quota, reason: 'test' }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** An admin's socket hears the alerts of all accounts. */
function hears(sockets: readonly TestSocket[]): string[][] {
  return sockets.map((socket) =>
    [
      ...new Set(
        socket
          .payloads('quota:alert')
          .map((payload) => Alert.parse(payload))
          .map(({ accountId, threshold }) => `${accountId} ${threshold}`),
      ),
    ].sort(),
  );
}

describeWithRedis('two nodes that share a Redis', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let nodes: [TestServer, TestServer];
  let metered: MeteredAccounts;
  const sockets: TestSocket[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    const env = { REDIS_URL: redis.url };
    nodes = [await startTestServer({ database, env }), await startTestServer({ database, env })];
    metered = await createMeteredAccounts(nodes, {
      accounts: 4,
      features: { calls: { quota: 200, thresholds } },
    });
    for (const node of nodes) sockets.push(await connectSocket(node, { token: metered.adminToken }));
    // Nodes hear each other only once both have subscribed.
    for (const [from, to] of [nodes, [nodes[1], nodes[0]]] as const) {
      let isHeard = false;
      to.ctx.bus.on('test:probe', () => (isHeard = true));
      await waitUntil(() => {
        from.ctx.bus.publish('test:probe', {});
        return isHeard;
      }, 10_000);
    }
  });
  afterAll(async () => {
    for (const { socket } of sockets) socket.disconnect();
    for (const node of nodes) await node.stop();
    await database.drop();
    await redis.stop();
  });

  test('every alert reaches the sockets of both, whichever raised it', async () => {
    const told = await useUp(nodes, metered);
    expect(told).toHaveLength(metered.accountIds.length * thresholds.length);
    await waitUntil(() => hears(sockets).every((heard) => heard.length === told.length));
    expect(hears(sockets)).toEqual([told, told]);
  }, 60_000);

  test.each([
    [
      'hung',
      () => {
        redis.hang();
        return Promise.resolve();
      },
      () => {
        redis.unhang();
        return Promise.resolve();
      },
    ],
    ['dead', () => redis.kill(), () => redis.revive()],
  ])(
    'alerts raised while Redis is %s reach the sockets of both, and count as sent only then',
    async (state, lose, bring) => {
      const featureCode = `uses_${state}`;
      const fresh = await createMeteredAccounts(nodes, {
        accounts: 3,
        features: { [featureCode]: { quota: 100 } },
      });
      const load = createLoadClient(fresh.apiKey);
      const heardOn = (socket: TestSocket) =>
        new Set(
          socket
            .payloads('quota:alert')
            .map((payload) => Alert.parse(payload))
            .filter(({ accountId }) => fresh.accountIds.includes(accountId))
            .map(({ id }) => id),
        ).size;
      await lose();
      for (const accountId of fresh.accountIds) {
        const use = { accountId, featureCode, amount: 90 };
        expect(dataOf(await load.post(nodes[0], '/usage/record', use), Recorded).alerts).toHaveLength(1);
      }
      load.close();
      // Who is on the node that raised them does not wait for Redis.
      await waitUntil(() => heardOn(sockets[0]!) === 3);
      const sent = async () =>
        (await readAlerts(database)).filter(
          (row) => fresh.accountIds.includes(row.account_id) && row.sent_at !== null,
        ).length;
      expect(await sent()).toBe(0);
      await bring();
      await waitUntil(() => heardOn(sockets[1]!) === 3);
      await waitUntil(async () => (await sent()) === 3);
    },
    60_000,
  );
});

describe('a node killed -9 after its commit, before it could push', () => {
  let database: TestDatabase;
  let survivor: TestServer;
  let metered: MeteredAccounts;

  beforeAll(async () => {
    database = await createTestDatabase();
    survivor = await startTestServer({ database });
    metered = await createMeteredAccounts([survivor], {
      accounts: 2,
      features: { calls: { quota: 100, thresholds: [80, 100] } },
    });
  });
  afterAll(async () => {
    await survivor.stop();
    await database.drop();
  });

  /** No alert can be marked as sent, and so none is pushed for good. */
  const holdAlertsBack = () =>
    query(
      database,
      `create function hold_back() returns trigger language plpgsql as
         $$ begin raise exception 'held back by the test'; end $$;
       create trigger hold_back before update of sent_at on public.quota_alerts
       for each row execute function hold_back()`,
    );
  const letAlertsGo = () => query(database, 'drop function hold_back cascade');

  async function raiseAlertAndDie(accountId: string): Promise<void> {
    const doomed = await startServerProcess(database.connectionString, { LOG_LEVEL: 'silent' });
    const load = createLoadClient(metered.apiKey);
    const answer = await load.post(doomed, '/usage/record', { accountId, featureCode: 'calls', amount: 85 });
    await doomed.kill();
    load.close();
    expect(dataOf(answer, Recorded).alerts).toEqual([{ threshold: 80, level: 'warning' }]);
    const unsent = (await readAlerts(database)).filter((row) => row.account_id === accountId);
    expect(unsent).toMatchObject([{ threshold: 80, sent_at: null }]);
  }

  test('another node delivers its alert to a connected socket', async () => {
    const [accountId] = metered.accountIds;
    await holdAlertsBack();
    await raiseAlertAndDie(accountId!);
    const socket = await connectSocket(survivor, { token: metered.adminToken });
    try {
      await letAlertsGo();
      await waitUntil(() => hears([socket])[0]!.includes(`${accountId} 80`));
    } finally {
      socket.socket.disconnect();
    }
  }, 60_000);

  test('the restarted one delivers its alert to a connected socket', async () => {
    const accountId = metered.accountIds[1];
    await holdAlertsBack();
    await raiseAlertAndDie(accountId!);
    await survivor.stop();
    const restarted = await startServerProcess(database.connectionString, { LOG_LEVEL: 'silent' });
    const socket = await connectSocket(restarted, { token: metered.adminToken });
    try {
      await letAlertsGo();
      await waitUntil(() => hears([socket])[0]!.includes(`${accountId} 80`));
    } finally {
      socket.socket.disconnect();
      await restarted.kill();
      survivor = await startTestServer({ database });
    }
  }, 60_000);
});
