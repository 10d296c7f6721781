import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { RecordedBatch } from '../../src/metering/recording/contract.ts';
import { buildGate, type Gate } from '../harness/database/gate.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import {
  codeOf,
  createLoadClient,
  dataOf,
  isAcknowledged,
  runClients,
  type Answer,
  type LoadClient,
} from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';

let server: TestServer;
let metered: MeteredAccounts;
let load: LoadClient;
let client: pg.Client;
let gate: Gate;

beforeAll(async () => {
  server = await startTestServer();
  metered = await createMeteredAccounts([server], {
    // So many that both lanes of the recorder have some.
    accounts: 20,
    features: { calls: { quota: 100_000_000 }, words: { quota: 100_000_000 }, scarce: { quota: 300 } },
  });
  load = createLoadClient(metered.apiKey, 512);
  gate = await buildGate(server.database.connectionString);
});
afterAll(async () => {
  load.close();
  await server.stop();
});
beforeEach(async () => {
  client = new pg.Client({ connectionString: server.database.connectionString });
  await client.connect();
});
afterEach(async () => {
  await gate.open();
  await client.end();
});

function newUse(index = 0, more: { featureCode?: string; amount?: number; metadata?: object } = {}) {
  const accountId = metered.accountIds[index % metered.accountIds.length]!;
  return { accountId, featureCode: 'calls', amount: 1, idempotencyKey: randomUUID(), ...more };
}

/** Keeps one statement of the recorder under way until `release`, so that all that is sent meanwhile waits together. */
async function blockRecorder(): Promise<{ release: () => Promise<void> }> {
  await gate.close();
  const use = { accountId: metered.accountIds[0], featureCode: 'words', amount: 1 };
  const blocked = load.post(server, '/usage/record', use);
  await gate.untilWaiting();
  return {
    async release() {
      await gate.open();
      expect((await blocked).status).toBe(201);
    },
  };
}

async function readRecords(): Promise<{ calls: number; poisoned: number }> {
  const { rows } = await client.query<{ calls: number; poisoned: number }>(
    `select count(*)::int as calls, count(*) filter (where metadata ? 'poison')::int as poisoned
     from public.usage_records where feature_code = 'calls'`,
  );
  return rows[0]!;
}

/** Resolves when the server has read all that was sent to it before. */
async function serverHasReadIt(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await (await fetch(`${server.url}/healthz`)).text();
}

test('an event that Postgres cannot store fails alone: its neighbours of the same statement are recorded', async () => {
  await client.query(
    `alter table public.usage_records
     add constraint refuses_poison check (metadata ->> 'poison' is null) not valid`,
  );
  const before = await readRecords();
  const blocked = await blockRecorder();
  const uses = Array.from({ length: 120 }, (_, index) =>
    newUse(index, [17, 60, 61].includes(index) ? { metadata: { poison: true } } : {}),
  );
  const answers = uses.slice(0, 100).map((use) => load.post(server, '/usage/record', use));
  const batch = load.post(server, '/usage/record/batch', { events: uses.slice(100) });
  await serverHasReadIt();
  await blocked.release();

  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  const culprits = statuses.flatMap((status, index) => (status === 201 ? [] : [[index, status]]));
  expect(culprits).toEqual([
    [17, 500],
    [60, 500],
    [61, 500],
  ]);
  expect(dataOf(await batch, RecordedBatch)).toMatchObject({ recorded: 20, rejected: 0 });
  expect(await readRecords()).toEqual({ ...before, calls: before.calls + 117 });
  expect(await auditUsage(server.database.connectionString)).toEqual([]);

  await client.query('alter table public.usage_records drop constraint refuses_poison');
  const again = await load.post(server, '/usage/record', uses[17]!);
  expect(again.status).toBe(201);
});

test('one event in a batch that Postgres cannot store does not undo, or hide, what became of the others', async () => {
  await client.query(
    `alter table public.usage_records
     add constraint refuses_poison check (metadata ->> 'poison' is null) not valid`,
  );
  const events = Array.from({ length: 9 }, (_, index) =>
    newUse(index, index === 4 ? { metadata: { poison: true } } : {}),
  );
  const before = await readRecords();
  const answer = await load.post(server, '/usage/record/batch', { events });
  await client.query('alter table public.usage_records drop constraint refuses_poison');

  expect(await readRecords()).toEqual({ ...before, calls: before.calls + 8 });
  const statuses = dataOf(answer, RecordedBatch).results.map(({ status }) => status);
  expect(statuses).toEqual(events.map((_, index) => (index === 4 ? 'rejected' : 'recorded')));
});

test('much at once is two statements under way, which sell no account more than it has', async () => {
  const { accountIds } = metered;
  const events = Array.from({ length: 12 }, (_, batch) =>
    Array.from({ length: 400 }, (_, index) =>
      newUse(batch + index, { featureCode: 'scarce', amount: 1 + (index % 3) }),
    ),
  );
  const blocked = await blockRecorder();
  const answers = events.map((batch) => load.post(server, '/usage/record/batch', { events: batch }));
  await gate.untilWaiting(2);
  await blocked.release();

  const sold = new Map<string, number>();
  for (const [at, answer] of answers.entries()) {
    const { results } = dataOf(await answer, RecordedBatch);
    for (const [index, { accountId, amount = 0 }] of events[at]!.entries()) {
      if (results[index]?.status === 'recorded') sold.set(accountId, (sold.get(accountId) ?? 0) + amount);
    }
  }
  expect(accountIds.map((id) => sold.get(id))).toEqual(accountIds.map(() => 300));
  expect(await auditUsage(server.database.connectionString, { ceilings: { scarce: 300 } })).toEqual([]);
});

test('past the bound of what may wait, requests get 503 overloaded, and nothing that was accepted is lost', async () => {
  const before = await readRecords();
  const blocked = await blockRecorder();
  const events = Array.from({ length: 1_000 }, (_, index) => ({
    accountId: metered.accountIds[index % metered.accountIds.length],
    featureCode: 'calls',
  }));
  // Nothing is answered while the recorder is blocked, but for refusals.
  const sent: Promise<Answer>[] = [];
  let isRefused = false;
  await runClients(
    1,
    () => isRefused,
    async () => {
      const answer = load.post(server, '/usage/record/batch', { events });
      void answer.then(() => (isRefused = true));
      sent.push(answer);
      await serverHasReadIt();
    },
  );
  await blocked.release();

  const answers = await Promise.all(sent);
  const accepted = answers.filter(isAcknowledged);
  const refused = answers.filter((answer) => !isAcknowledged(answer));
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect([answer.status, codeOf(answer), answer.retryAfter]).toEqual([503, 'overloaded', '1']);
  }
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.every((answer) => dataOf(answer, RecordedBatch).recorded === 1_000)).toBe(true);
  // Those refused left nothing behind.
  expect((await readRecords()).calls).toBe(before.calls + 1_000 * accepted.length);
  expect(await auditUsage(server.database.connectionString)).toEqual([]);
  const again = await load.post(server, '/usage/record/batch', { events });
  expect(dataOf(again, RecordedBatch)).toMatchObject({ recorded: 1_000 });
});
