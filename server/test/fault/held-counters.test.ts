import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { RecordedBatch } from '../../src/metering/recording/contract.ts';
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
import { auditUsage } from '../harness/metering/usage-audit.ts';

// Somebody else holds a row that recording needs, much longer than any use takes.

let server: TestServer;
let metered: MeteredAccounts;
let load: LoadClient;
let holder: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  metered = await createMeteredAccounts([server], {
    accounts: 12,
    features: { calls: { quota: 1_000_000 }, words: { quota: 1_000_000 } },
  });
  load = createLoadClient(metered.apiKey, 256);
  for (const accountId of metered.accountIds) {
    expect((await load.post(server, '/usage/record', { accountId, featureCode: 'calls' })).status).toBe(201);
  }
});
afterAll(async () => {
  load.close();
  await server.stop();
});
beforeEach(async () => {
  holder = new pg.Client({ connectionString: server.database.connectionString });
  await holder.connect();
});
afterEach(async () => {
  await holder.end();
});

const account = (index: number) => metered.accountIds[index] ?? '';
const use = (index: number, more: object = {}) => ({
  accountId: account(index),
  featureCode: 'calls',
  idempotencyKey: randomUUID(),
  ...more,
});
const record = (body: object) => load.post(server, '/usage/record', body);
const tookMs = ({ sentAt, receivedAt }: Answer) => receivedAt - sentAt;
const lockCounters = (indexes: number[]) =>
  holder.query(
    `select from public.user_usage where account_id = any ($1) and feature_code = 'calls' for update`,
    [indexes.map(account)],
  );

/** Sends `what` at that pace, whatever becomes of the last, until `over` resolves. */
async function keepSending(everyMs: number, over: Promise<unknown>, what: () => Promise<Answer>) {
  const sent = [what()];
  const timer = setInterval(() => sent.push(what()), everyMs);
  await over;
  clearInterval(timer);
  return Promise.all(sent);
}

async function usedOf(index: number): Promise<number> {
  const { rows } = await holder.query<{ used: number }>(
    `select used::int from public.user_usage where account_id = $1 and feature_code = 'calls'`,
    [account(index)],
  );
  return rows[0]?.used ?? 0;
}

test('a counter that is held for ten seconds delays its own account only, and its uses count once', async () => {
  const before = await usedOf(0);
  await holder.query('begin');
  await lockCounters([0]);
  const released = holder.query('select pg_sleep(10)').then(() => holder.query('commit'));

  const uses: object[] = [];
  const [own, others, batches] = await Promise.all([
    keepSending(100, released, () => {
      const body = use(0);
      uses.push(body);
      return record(body);
    }),
    keepSending(50, released, () => record(use(1))),
    keepSending(150, released, () =>
      load.post(server, '/usage/record/batch', { events: [use(2), use(3), use(4)] }),
    ),
  ]);

  const waits = [...others, ...batches].map(tookMs);
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 201));
  expect(batches.map((answer) => dataOf(answer, RecordedBatch).recorded)).toEqual(batches.map(() => 3));
  expect(Math.max(...waits)).toBeLessThan(5_000);

  const refused = own.filter(({ status }) => status !== 201);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect([answer.status, codeOf(answer), answer.retryAfter]).toEqual([503, 'unavailable', '1']);
  }
  expect(Math.max(...own.map(tookMs))).toBeLessThan(5_000);

  const again = await Promise.all(uses.map(record));
  expect(again.every(isAcknowledged)).toBe(true);
  expect(await usedOf(0)).toBe(before + uses.length);
  expect(await auditUsage(server.database.connectionString)).toEqual([]);
}, 60_000);

test('many held accounts at once delay nobody else, and each of their uses is answered', async () => {
  await holder.query('begin');
  await lockCounters([0, 1, 2, 3, 4, 5, 6, 7]);
  const released = holder.query('select pg_sleep(4)').then(() => holder.query('commit'));
  const [own, others, reads] = await Promise.all([
    keepSending(200, released, () =>
      load.post(server, '/usage/record/batch', {
        events: [0, 1, 2, 3, 4, 5, 6, 7].map((index) => use(index)),
      }),
    ),
    keepSending(50, released, () => record(use(8))),
    keepSending(100, released, () => load.get(server, `/usage/records?accountId=${account(9)}`)),
  ]);
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 201));
  expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
  expect(Math.max(...[...others, ...reads].map(tookMs))).toBeLessThan(3_500);
  expect(Math.max(...own.map(tookMs))).toBeLessThan(10_000);
  expect(await auditUsage(server.database.connectionString)).toEqual([]);
}, 60_000);

test('what is held for a moment only is waited for, by the uses of that account alone', async () => {
  const before = await usedOf(0);
  await holder.query('begin');
  await lockCounters([0]);
  const released = holder.query('select pg_sleep(0.3)').then(() => holder.query('commit'));
  const [own, others] = await Promise.all([
    keepSending(20, released, () => record(use(0))),
    keepSending(20, released, () => record(use(1))),
  ]);
  expect([...own, ...others].every(({ status }) => status === 201)).toBe(true);
  expect(await usedOf(0)).toBe(before + own.length);
}, 60_000);

test('an entitlement that is being changed delays only the uses that need it to open a counter', async () => {
  await holder.query('begin');
  await holder.query(
    `select from public.account_entitlements where account_id = $1 and feature_code = 'words' for update`,
    [account(0)],
  );
  const released = holder.query('select pg_sleep(4)').then(() => holder.query('commit'));
  const [own, others] = await Promise.all([
    keepSending(200, released, () => record(use(0, { featureCode: 'words' }))),
    keepSending(50, released, () => record(use(1))),
  ]);
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 201));
  expect(Math.max(...others.map(tookMs))).toBeLessThan(3_500);
  expect(own.every(({ status }) => status === 201 || status === 503)).toBe(true);
  expect(Math.max(...own.map(tookMs))).toBeLessThan(10_000);
}, 60_000);

test('a key that somebody is about to take delays only the use that bears it', async () => {
  const idempotencyKey = randomUUID();
  await holder.query('begin');
  await holder.query(
    `insert into public.usage_idempotency_keys (account_id, key, request_hash, record_id, created_at)
     values ($1, $2, gen_random_uuid(), gen_random_uuid(), now())`,
    [account(0), idempotencyKey],
  );
  const released = holder.query('select pg_sleep(4)').then(() => holder.query('rollback'));
  const [own, others] = await Promise.all([
    record(use(0, { idempotencyKey })),
    keepSending(50, released, () => record(use(1))),
  ]);
  expect([own.status, codeOf(own)]).toEqual([503, 'unavailable']);
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 201));
  expect(Math.max(...others.map(tookMs))).toBeLessThan(3_500);
  expect((await record(use(0, { idempotencyKey }))).status).toBe(201);
}, 60_000);

test('a batch with an event of a held counter tells each event what became of it', async () => {
  const before = await usedOf(1);
  await holder.query('begin');
  await lockCounters([0]);
  const events = [use(1), use(1), use(0), use(1)];
  const answer = dataOf(await load.post(server, '/usage/record/batch', { events }), RecordedBatch);
  expect(answer).toMatchObject({ recorded: 3, rejected: 1 });
  expect(answer.results.map(({ status }) => status)).toEqual([
    'recorded',
    'recorded',
    'rejected',
    'recorded',
  ]);
  expect(answer.results[2]).toMatchObject({ code: 'unavailable' });
  await holder.query('rollback');
  const again = dataOf(await load.post(server, '/usage/record/batch', { events }), RecordedBatch);
  expect(again).toMatchObject({ recorded: 1, replayed: 3, rejected: 0 });
  expect(await usedOf(1)).toBe(before + 3);
}, 60_000);
