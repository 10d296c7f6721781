import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { between, createLoadClient, rounds, runClients, type LoadClient } from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { startServerProcess, type ServerProcess } from '../harness/processes/processes.ts';
import { Book } from './book.ts';

// FAULT_ROUNDS=n stops the loaded server n times.

const clients = 32;

let database: TestDatabase;
let server: ServerProcess;
let metered: MeteredAccounts | undefined;
let load: LoadClient;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  load.close();
  await database.drop();
});
beforeEach(async () => {
  server = await startServerProcess(database.connectionString);
  metered ??= await createMeteredAccounts([server], {
    accounts: 3,
    features: { calls: { quota: 100_000_000 } },
  });
  load = createLoadClient(metered.apiKey, 64);
});

test('SIGTERM under load: every acknowledged use is stored, and the process ends with 0 within 20 s', async () => {
  for (let round = 1; round <= rounds(2); round += 1) {
    const book = new Book(load, metered!.accountIds, ['calls']);
    let end: Awaited<ReturnType<ServerProcess['terminate']>> | undefined;
    const enough = between(200, 1_500);
    await Promise.all([
      waitUntil(() => book.acknowledged.size >= enough).then(async () => {
        end = await server.terminate();
      }),
      runClients(
        clients,
        () => end !== undefined,
        () => book.act(server),
      ),
    ]);
    expect(end?.status).toBe(0);
    // It gives itself 10 s; the rest is for a slow machine.
    expect(end?.tookMs).toBeLessThan(20_000);

    server = await startServerProcess(database.connectionString);
    await book.settle(server);
    await book.doubt(server);
    const faults = await auditUsage(database.connectionString, { everyUseHasAKey: true });
    expect([...faults, ...book.faults]).toEqual([]);
  }
  await server.kill();
}, 300_000);

test('SIGTERM: requests that the server has taken are answered before it ends', async () => {
  const [accountId] = metered!.accountIds;
  const use = () => ({ accountId, featureCode: 'calls', amount: 1, idempotencyKey: randomUUID() });
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query('begin');
  await client.query(`select from public.user_usage where account_id = $1 for update`, [accountId]);

  // One statement waits for the lock that we hold; the other requests wait for the statement.
  let sent = 0;
  const answers = Array.from({ length: 50 }, () =>
    load.post(server, '/usage/record', use(), { onSent: () => (sent += 1) }),
  );
  await waitUntil(() => sent === answers.length);
  for (let turn = 0; turn < 2; turn += 1) await (await fetch(`${server.url}/healthz`)).text();
  const ended = server.terminate();
  await waitUntil(() =>
    fetch(`${server.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  await client.query('commit');
  await client.end();

  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses).toEqual(answers.map(() => 201));
  expect((await ended).status).toBe(0);
}, 60_000);
