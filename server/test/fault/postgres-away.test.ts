import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorded } from '../../src/metering/recording/contract.ts';
import { Check } from '../../src/metering/states/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { listenerOf } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import {
  codeOf,
  createLoadClient,
  dataOf,
  isAcknowledged,
  type Answer,
  type LoadClient,
} from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { startPostgres, type TestPostgres } from '../harness/processes/processes.ts';
import { startProxy, type TestProxy } from '../harness/processes/proxy.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../harness/processes/redis.ts';

const features = { calls: { quota: 1_000 } };

function isUnavailable(answer: Answer): boolean {
  return answer.status === 503 && codeOf(answer) === 'unavailable' && Number(answer.retryAfter) >= 1;
}

/** What every node promises while Postgres is away, whatever its cache. */
function describePromises(start: () => Promise<{ server: TestServer; postgres: TestPostgres }>): void {
  let server: TestServer;
  let postgres: TestPostgres;
  let metered: MeteredAccounts;
  let load: LoadClient;

  beforeAll(async () => {
    ({ server, postgres } = await start());
    metered = await createMeteredAccounts([server], { accounts: 3, features });
    load = createLoadClient(metered.apiKey);
  }, 60_000);
  afterAll(async () => {
    load.close();
    await server.stop();
    await postgres.stop();
  });

  const record = (key = randomUUID()) =>
    load.post(server, '/usage/record', {
      accountId: metered.accountIds[0],
      featureCode: 'calls',
      amount: 1,
      idempotencyKey: key,
    });
  const checkOf = (index: number) =>
    load.get(server, `/usage/check-quota/calls?accountId=${metered.accountIds[index]}`);
  const check = () => checkOf(0);

  test('recording, reserving and checking answer 503 with Retry-After, never that a use is allowed', async () => {
    const before = dataOf(await record(), Recorded).quota.used;
    expect(dataOf(await check(), Check).allowed).toBe(true);

    await postgres.kill();
    const lost = randomUUID();
    const [accountId] = metered.accountIds;
    const answers = await Promise.all([
      record(lost),
      load.post(server, '/usage/record/batch', { events: [{ accountId, featureCode: 'calls' }] }),
      load.post(server, '/usage/reservations', { accountId, featureCode: 'calls', amount: 1 }),
      load.get(server, `/usage/quota-overview?accountId=${accountId}`),
    ]);
    for (const answer of [...answers, await check(), await check(), await check()]) {
      expect({ status: answer.status, isUnavailable: isUnavailable(answer) }).toEqual({
        status: 503,
        isUnavailable: true,
      });
      expect(answer.receivedAt - answer.sentAt).toBeLessThan(20_000);
    }
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, (await fetch(`${server.url}/healthz`)).status]).toEqual([503, 200]);

    await postgres.start();
    let again = await record(lost);
    await waitUntil(
      async () => isAcknowledged(again) || isAcknowledged((again = await record(lost))),
      20_000,
    );
    expect(dataOf(again, Recorded).quota.used).toBe(before + 1);
    expect(dataOf(await check(), Check).quota?.used).toBe(before + 1);
  }, 90_000);

  test('an account that nobody used meanwhile is not answered from the cache either', async () => {
    expect(dataOf(await checkOf(2), Check).allowed).toBe(true);
    expect(dataOf(await checkOf(2), Check).allowed).toBe(true);
    await postgres.kill();
    await waitUntil(async () => isUnavailable(await checkOf(2)), 10_000);
    expect(isUnavailable(await checkOf(2))).toBe(true);
    await postgres.start();
    await waitUntil(async () => isAcknowledged(await checkOf(2)));
  }, 60_000);

  test('a Postgres that is frozen is known of in two seconds: nobody is told a use is allowed, nobody hangs', async () => {
    for (const index of [0, 2]) expect(dataOf(await checkOf(index), Check).allowed).toBe(true);
    const before = dataOf(await record(), Recorded).quota.used;
    await postgres.freeze();
    const frozenAt = performance.now();
    const lost = randomUUID();
    const caught = [
      record(lost),
      load.get(server, `/usage/quota-overview?accountId=${metered.accountIds[1]}`),
    ];
    // Until it is noticed a check may still be answered from the cache; the bound leaves a busy machine its time.
    await waitUntil(async () => isUnavailable(await checkOf(2)), 5_000);
    expect(performance.now() - frozenAt).toBeLessThan(5_000);
    const later = [
      checkOf(0),
      checkOf(2),
      record(),
      load.get(server, `/usage/records?accountId=${metered.accountIds[1]}`),
      load.post(server, '/usage/reservations', {
        accountId: metered.accountIds[1],
        featureCode: 'calls',
        amount: 1,
      }),
    ];
    for (const answer of await Promise.all([...caught, ...later])) {
      expect({ status: answer.status, isUnavailable: isUnavailable(answer) }).toEqual({
        status: 503,
        isUnavailable: true,
      });
      expect(answer.receivedAt - answer.sentAt).toBeLessThan(5_000);
    }
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);

    await postgres.thaw();
    await waitUntil(async () => isAcknowledged(await checkOf(2)));
    const again = dataOf(await record(lost), Recorded);
    expect(again.quota.used).toBe(before + 1);
    expect(dataOf(await check(), Check).quota?.used).toBe(before + 1);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  }, 60_000);

  test('a statement that is long but honest is not taken for silence', async () => {
    const slow = server.ctx.pool.query('select pg_sleep(3)');
    expect((await slow).rowCount).toBe(1);
  }, 20_000);

  test('an event loop of our own that stood still is not taken for silence', async () => {
    const from = performance.now();
    while (performance.now() - from < 3_000);
    expect(server.ctx.reachability.mayBeAway()).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await record()).status).toBe(201);
    expect(server.ctx.reachability.mayBeAway()).toBe(false);
  }, 20_000);

  test('a use whose outcome was lost shows in a check as soon as Postgres answers again', async () => {
    const accountId = metered.accountIds[1];
    const use = () => load.post(server, '/usage/record', { accountId, featureCode: 'calls', amount: 1 });
    expect((await use()).status).toBe(201);
    // The load runs into the kill, so that some commits are never heard of.
    let isKilled = false;
    const loads = Array.from({ length: 16 }, async () => {
      while (!isKilled) await use();
    });
    await postgres.kill();
    isKilled = true;
    await Promise.all(loads);
    await postgres.start();
    const path = `/usage/quota-overview?accountId=${accountId}`;
    let truth = await load.get(server, path);
    await waitUntil(
      async () => isAcknowledged(truth) || isAcknowledged((truth = await load.get(server, path))),
      20_000,
    );
    const shown = await load.get(server, `/usage/check-quota/calls?accountId=${accountId}`);
    expect(JSON.stringify(truth.body)).toContain(`"used":${dataOf(shown, Check).quota?.used},`);
  }, 90_000);
}

describe('one node whose Postgres is away', () => {
  describePromises(async () => {
    const postgres = await startPostgres();
    const database = { connectionString: postgres.connectionString, drop: () => Promise.resolve() };
    return { postgres, server: await startTestServer({ database }) };
  });
});

describeWithRedis('a node with a Redis, whose Postgres is away', () => {
  let redis: TestRedis;
  afterAll(() => redis.stop());
  describePromises(async () => {
    redis = await startRedis();
    const postgres = await startPostgres();
    const database = { connectionString: postgres.connectionString, drop: () => Promise.resolve() };
    return { postgres, server: await startTestServer({ database, env: { REDIS_URL: redis.url } }) };
  });
});

describe('a node whose connections to Postgres have gone silent, as when a cable is cut', () => {
  let direct: TestServer;
  let behindProxy: TestServer;
  let proxy: TestProxy;
  let metered: MeteredAccounts;
  let load: LoadClient;

  beforeAll(async () => {
    direct = await startTestServer();
    metered = await createMeteredAccounts([direct], { accounts: 1, features });
    load = createLoadClient(metered.apiKey);
  });
  beforeEach(async () => {
    const url = new URL(direct.database.connectionString);
    proxy = await startProxy(listenerOf(url.href));
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    behindProxy = await startTestServer({
      database: { connectionString: url.href, drop: () => Promise.resolve() },
    });
  });
  afterEach(async () => {
    // First the proxy: connections that are still silent then break, and need not be waited for.
    await proxy.stop();
    await behindProxy.stop();
  });
  afterAll(async () => {
    load.close();
    await direct.stop();
  });

  test('answers 503 with Retry-After in seconds, and goes on by itself', async () => {
    const use = { accountId: metered.accountIds[0], featureCode: 'calls', amount: 1 };
    expect((await load.post(behindProxy, '/usage/record', use)).status).toBe(201);
    proxy.silence();
    const answer = await load.post(behindProxy, '/usage/record', use);
    expect({ status: answer.status, isUnavailable: isUnavailable(answer) }).toEqual({
      status: 503,
      isUnavailable: true,
    });
    expect(answer.receivedAt - answer.sentAt).toBeLessThan(6_000);
    await waitUntil(async () => isAcknowledged(await load.post(behindProxy, '/usage/record', use)));
  }, 60_000);
});
