import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Recorded } from '../../src/metering/recording/contract.ts';
import { Check } from '../../src/metering/states/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import {
  createLoadClient,
  dataOf,
  isAcknowledged,
  pick,
  rounds,
  runClients,
  type Answer,
  type LoadClient,
} from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage, countDeadlocks } from '../harness/metering/usage-audit.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../harness/processes/redis.ts';

// Quality, invariant 10. FAULT_ROUNDS=n repeats each fault n times.

/** The promise: what is committed shows in a check that is asked a second later, on whatever node. */
const freshWithinMs = 1_000;
/** No request may wait longer for a Redis that is away, on a machine that is busy with much else besides. */
const slowestMs = 15_000;
const clients = 24;

interface Seen {
  acknowledged: number;
  faults: string[];
  slowest: number;
  checks: number;
}

describeWithRedis('two nodes that share a Redis', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let nodes: [TestServer, TestServer];
  let metered: MeteredAccounts;
  let load: LoadClient;
  let watched: string;

  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    const env = { REDIS_URL: redis.url };
    nodes = [await startTestServer({ database, env }), await startTestServer({ database, env })];
    metered = await createMeteredAccounts(nodes, {
      accounts: 7,
      features: { calls: { quota: 100_000_000 } },
    });
    watched = metered.accountIds.pop()!;
    load = createLoadClient(metered.apiKey, 64);
  });
  afterEach(async () => {
    redis.unhang();
    await redis.revive();
  });
  afterAll(async () => {
    redis.unhang();
    load.close();
    for (const node of nodes) await node.stop();
    expect(await countDeadlocks(database.connectionString)).toBe(0);
    await database.drop();
    await redis.stop();
  });

  const record = (node: TestServer, accountId: string) =>
    load.post(node, '/usage/record', { accountId, featureCode: 'calls', amount: 1 });
  const check = (node: TestServer, accountId: string) =>
    load.get(node, `/usage/check-quota/calls?accountId=${accountId}`);

  function note(seen: Seen, answer: Answer): boolean {
    const tookMs = answer.receivedAt - answer.sentAt;
    seen.slowest = Math.max(seen.slowest, tookMs);
    if (isAcknowledged(answer)) return true;
    seen.faults.push(answer.failure ?? `${answer.status} ${JSON.stringify(answer.body)}`);
    return false;
  }

  /**
   * Uses an account that nobody else uses, and asks the other node until it knows; a check that is asked later than
   * the promise allows and still shows an older number is a fault.
   */
  async function watch(seen: Seen, expected: { used: number }): Promise<void> {
    const [writer, reader] = Math.random() < 0.5 ? nodes : [nodes[1], nodes[0]];
    const answer = await record(writer, watched);
    if (!note(seen, answer)) return;
    expected.used += 1;
    if (dataOf(answer, Recorded).quota.used !== expected.used)
      seen.faults.push('the record itself shows another number');
    const here = await check(writer, watched);
    if (note(seen, here) && dataOf(here, Check).quota?.used !== expected.used) {
      seen.faults.push('the node that recorded does not show it at once');
    }
    for (;;) {
      const there = await check(reader, watched);
      if (!note(seen, there)) return;
      seen.checks += 1;
      const used = dataOf(there, Check).quota?.used;
      if (used === expected.used) return;
      const age = there.sentAt - answer.receivedAt;
      if (age > freshWithinMs) {
        seen.faults.push(
          `${Math.round(age)} ms after the record another node shows ${used} of ${expected.used}`,
        );
        return;
      }
    }
  }

  let used = 0;

  /** Loads both nodes while the faults happen, and then some, and checks the numbers. */
  async function loadDuring(faults: () => Promise<void>): Promise<void> {
    const seen: Seen = { acknowledged: 0, faults: [], slowest: 0, checks: 0 };
    const expected = { used };
    let isOver = false;
    const misbehave = async () => {
      await waitUntil(() => seen.acknowledged > 100);
      for (let round = 0; round < rounds(1); round += 1) await faults();
      const enough = seen.acknowledged + 300;
      await waitUntil(() => seen.acknowledged > enough);
    };
    await Promise.all([
      misbehave().finally(() => {
        isOver = true;
      }),
      runClients(
        clients,
        () => isOver,
        async () => {
          const node = pick(nodes);
          const accountId = pick(metered.accountIds);
          if (Math.random() < 0.3) {
            note(seen, await check(node, accountId));
          } else if (note(seen, await record(node, accountId))) {
            seen.acknowledged += 1;
          }
        },
      ),
      runClients(
        1,
        () => isOver,
        () => watch(seen, expected),
      ),
    ]);
    used = expected.used;
    expect(seen.faults).toEqual([]);
    expect(seen.slowest).toBeLessThan(slowestMs);
    expect(seen.checks).toBeGreaterThan(0);
    expect(await auditUsage(database.connectionString)).toEqual([]);
  }

  /** So many requests of the watched kind go by; faults last for a while, whatever the machine's speed. */
  async function aWhile(ms: number): Promise<void> {
    const until = performance.now() + ms;
    await waitUntil(() => performance.now() > until, ms + 1_000);
  }

  test('Redis killed and started again, empty: no request fails, none waits, every number is right', async () => {
    await loadDuring(async () => {
      await redis.kill();
      await aWhile(1_500);
      await redis.revive();
      await aWhile(1_500);
    });
  }, 120_000);

  test('Redis hung and released: no request fails, none waits, and what lay in its buffers does no harm', async () => {
    await loadDuring(async () => {
      redis.hang();
      await aWhile(1_800);
      redis.unhang();
      await aWhile(1_500);
    });
  }, 120_000);

  test('Redis flushed again and again: no request fails, every number is right', async () => {
    await loadDuring(async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await redis.flush();
        await aWhile(50);
      }
    });
  }, 120_000);

  test('Redis hung, then killed while it hangs: no request fails, none waits', async () => {
    await loadDuring(async () => {
      redis.hang();
      await aWhile(700);
      await redis.kill();
      await aWhile(700);
      await redis.revive();
      await aWhile(1_200);
    });
  }, 120_000);

  test('a node that starts while Redis is away serves, and uses it when it is back', async () => {
    await redis.kill();
    const late = await startTestServer({ database, env: { REDIS_URL: redis.url } });
    try {
      const [accountId] = metered.accountIds;
      const before = dataOf(await check(late, accountId!), Check).quota?.used ?? 0;
      expect((await record(late, accountId!)).status).toBe(201);
      expect(dataOf(await check(late, accountId!), Check).quota?.used).toBe(before + 1);
      await redis.revive();
      const keys = () => redis.withClient((client) => client.dbsize());
      await waitUntil(async () => {
        await record(late, accountId!);
        return (await keys()) > 0;
      });
    } finally {
      await late.stop();
    }
  }, 60_000);
});
