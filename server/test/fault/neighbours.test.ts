import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Reservation } from '../../src/metering/reservations/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { registerUser, type Person } from '../harness/identity/people.ts';
import { codeOf, createLoadClient, dataOf, type Answer, type LoadClient } from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';

// Nobody waits for another's trouble: told by whose turn came first, and by what waits in Postgres; where only a time
// tells it, the bound is generous.

const longest = 1_000;

let server: TestServer;
let metered: MeteredAccounts;
let load: LoadClient;
let person: Person;
let client: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  metered = await createMeteredAccounts([server], {
    accounts: 4,
    features: { calls: { quota: 100_000_000 } },
  });
  load = createLoadClient(metered.apiKey, 512);
  person = await registerUser(server);
  client = new pg.Client({ connectionString: server.database.connectionString });
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client.end();
  load.close();
  await server.stop();
});

const use = (index: number) =>
  load.post(server, '/usage/record', {
    accountId: metered.accountIds[index],
    featureCode: 'calls',
    idempotencyKey: randomUUID(),
  });
const hold = (index: number) =>
  load.post(server, '/usage/reservations', {
    accountId: metered.accountIds[index],
    featureCode: 'calls',
    amount: 1,
  });

const tookMs = ({ sentAt, receivedAt }: Answer) => receivedAt - sentAt;

/** Does it again and again until the other is over; what came of each time. */
async function beside(other: Promise<unknown>, act: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  const over = { isTrue: false };
  const ended = other.finally(() => (over.isTrue = true));
  while (!over.isTrue) answers.push(await act());
  await ended;
  return answers;
}

function expectAllDone(answers: readonly Answer[]): void {
  expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([]);
}

/** How many of the flood were answered while this one waited: however slow the machine is, a fair turn lets few by. */
const overtakenBy = (flood: readonly Answer[], { sentAt, receivedAt }: Answer) =>
  flood.filter((other) => other.receivedAt > sentAt && other.receivedAt < receivedAt).length;

/** Holds the rows of an account's counters, as a transaction that hangs does. */
async function holdCounters(index: number): Promise<() => Promise<void>> {
  await client.query('begin');
  await client.query('select 1 from public.user_usage where account_id = $1 for update', [
    metered.accountIds[index],
  ]);
  return async () => {
    await client.query('rollback');
  };
}

test("one person's flood of reads takes two connections, is refused to them alone, and delays nobody's records", async () => {
  const reader = createLoadClient(person.token, 512);
  const from = new Date(Date.now() - 61 * 86_400_000).toISOString();
  const path = `/usage/statistics?granularity=hour&featureCode=calls&from=${from}`;
  // What as many requests cost that are refused at once: the machine's share in the times below.
  const nothing = Promise.all(Array.from({ length: 400 }, () => reader.get(server, '/no-such-path')));
  const burden = Math.max(...(await beside(nothing, () => use(0))).map(tookMs));
  let mostWaiting = 0;
  let mostReading = 0;
  const watch = setInterval(() => {
    mostWaiting = Math.max(mostWaiting, server.ctx.recordingPool.waitingCount);
    void client
      .query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
         where datname = current_database() and state = 'active' and query like '%with zone as%' and pid <> pg_backend_pid()`,
      )
      .then((found) => (mostReading = Math.max(mostReading, found.rows[0]?.count ?? 0)));
  }, 20);
  const reads = Promise.all(Array.from({ length: 400 }, () => reader.get(server, path)));
  const uses = await beside(reads, () => use(0));
  clearInterval(watch);
  reader.close();

  expectAllDone(uses);
  expect(Math.max(...uses.map(tookMs))).toBeLessThan(3 * (longest + burden));
  expect(mostWaiting).toBe(0);
  expect(mostReading).toBeLessThanOrEqual(2);
  const answers = await reads;
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.map(codeOf)).toContain('rate_limited');
  // `overloaded` is for those whose turn did not come in time, on a busy machine.
  for (const answer of refused) expect(['rate_limited', 'overloaded']).toContain(codeOf(answer));
  expect(refused.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
  expect(answers.length - refused.length).toBeGreaterThan(2);
}, 60_000);

test("hundreds of reservations of one account leave the others' reservations and records prompt", async () => {
  const flood = Promise.all(Array.from({ length: 300 }, () => hold(1)));
  const [reservations, uses] = await Promise.all([beside(flood, () => hold(2)), beside(flood, () => use(3))]);
  const flooding = await flood;
  // On a machine that is busy enough the last of them are told to come back.
  for (const { status } of flooding) expect([201, 503]).toContain(status);
  for (const neighbours of [reservations, uses]) {
    expectAllDone(neighbours);
    const most = Math.max(...neighbours.map((answer) => overtakenBy(flooding, answer)));
    expect(most).toBeLessThan(flooding.length / 2);
  }
}, 60_000);

test("changes of an account whose counter is held wait on one connection, and the others' go on", async () => {
  const ids = await Promise.all(
    Array.from({ length: 10 }, async () => dataOf(await hold(1), Reservation).id),
  );
  const release = await holdCounters(1);
  const admin = createLoadClient(metered.adminToken);
  const accountId = metered.accountIds[1];
  const stuck = Promise.all([
    ...ids.slice(0, 5).map((id) => load.post(server, `/usage/reservations/${id}/commit`, { accountId })),
    ...ids.slice(5).map((id) => load.post(server, `/usage/reservations/${id}/release`, { accountId })),
    ...Array.from({ length: 5 }, () => hold(1)),
    ...Array.from({ length: 5 }, () =>
      admin.post(server, `/admin/accounts/${accountId}/usage/reset`, { reason: 'a test' }),
    ),
  ]);
  await waitUntil(() => server.ctx.pool.totalCount > 0);
  const overview = () => load.get(server, `/usage/quota-overview?accountId=${metered.accountIds[2]}`);
  const besides = Array.from({ length: 20 }, async () => ({ held: await hold(2), read: await overview() }));
  for (const one of besides) {
    const { held, read } = await one;
    expect([held.status, read.status]).toEqual([201, 200]);
    // Without lines of their own they take the five seconds after which a held lock is given up.
    expect(Math.max(tookMs(held), tookMs(read))).toBeLessThan(4 * longest);
  }
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and application_name = 'meterstone'`,
  );
  expect(rows[0]?.count).toBeLessThanOrEqual(1);
  await release();
  for (const { status } of await stuck) expect([200, 201, 503]).toContain(status);
  admin.close();
}, 60_000);
