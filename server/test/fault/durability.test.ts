import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/clock/wait.ts';
import { between, createLoadClient, rounds, runClients, type LoadClient } from '../harness/load/load.ts';
import { createMeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import {
  startPostgres,
  startServerProcess,
  type ServerProcess,
  type TestPostgres,
} from '../harness/processes/processes.ts';
import { Book } from './book.ts';

// Quality, invariant 3. FAULT_ROUNDS=n kills n times each (the long run is 25 and 25).

const clients = 24;
const kills = rounds(3);
const features = { calls: { quota: 50_000_000 }, words: { quota: 50_000_000 } };

let postgres: TestPostgres;
let server: ServerProcess;
let load: LoadClient;
let book: Book;

beforeAll(async () => {
  postgres = await startPostgres();
  server = await startServerProcess(postgres.connectionString);
  const metered = await createMeteredAccounts([server], { accounts: 4, features });
  load = createLoadClient(metered.apiKey, clients);
  book = new Book(load, metered.accountIds, Object.keys(features));
}, 60_000);
afterAll(async () => {
  load.close();
  await server.kill();
  await postgres.stop();
});

/** Loads the server until the killer, called at a random moment under full load, has done its work. */
async function loadUntilKilled(kill: () => Promise<void>): Promise<void> {
  const enough = book.acknowledged.size + between(50, 1_500);
  let isKilled = false;
  const killing = async () => {
    await waitUntil(() => book.acknowledged.size >= enough);
    // Spread over the phases of a batch: on the wire, in the statement, in the commit, in the replies.
    await delay(between(0, 12));
    await kill();
    isKilled = true;
  };
  await Promise.all([
    killing(),
    runClients(
      clients,
      () => isKilled,
      () => book.act(server),
    ),
  ]);
}

async function serverAnswers(): Promise<boolean> {
  const response = await fetch(`${server.url}/readyz`).catch(() => undefined);
  await response?.text();
  return response?.ok === true;
}

/** Nothing lost and nothing half-done, before and after the uncertain requests are sent again. */
async function expectAllKept(): Promise<void> {
  const { connectionString } = postgres;
  await book.compare(connectionString);
  const faults = await auditUsage(connectionString, { everyUseHasAKey: true });
  await book.settle(server);
  await book.doubt(server);
  await book.compare(connectionString);
  faults.push(...(await auditUsage(connectionString, { everyUseHasAKey: true })));
  expect([...faults, ...book.faults]).toEqual([]);
  // The kills did hit requests under way.
  expect(book.uncertain).toBeGreaterThan(0);
}

test(`whatever the server acknowledged outlives kill -9 of the server, and retries count once (${kills} kills)`, async () => {
  for (let round = 1; round <= kills; round += 1) {
    await loadUntilKilled(() => server.kill());
    server = await startServerProcess(postgres.connectionString);
    await expectAllKept();
  }
}, 600_000);

test(`whatever the server acknowledged outlives kill -9 of Postgres, and retries count once (${kills} kills)`, async () => {
  for (let round = 1; round <= kills; round += 1) {
    await loadUntilKilled(() => postgres.kill());
    await postgres.start();
    // The same server process goes on, by itself.
    await waitUntil(serverAnswers);
    await expectAllKept();
  }
}, 600_000);
