import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { RecordedBatch } from '../../src/metering/recording/contract.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { between, pick, rounds } from '../harness/load/load.ts';
import { createMeteredAccounts, type MeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { startServerProcess, type ServerProcess } from '../harness/processes/processes.ts';

const kills = rounds(3);

let database: TestDatabase;
let server: ServerProcess;
let metered: MeteredAccounts;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess(database.connectionString);
  const features = { calls: { quota: 50_000_000 } };
  metered = await createMeteredAccounts([server], { accounts: 4, features });
}, 60_000);
afterAll(async () => {
  await server.kill();
  await database.drop();
});

interface Batch {
  key: string;
  /** One of them never fits, and one is no event. */
  events: unknown[];
  amount: number;
}

function newBatch(): Batch {
  const uses = Array.from({ length: between(2, 60) }, () => ({
    accountId: pick(metered.accountIds),
    featureCode: 'calls',
    amount: between(1, 9),
  }));
  const amount = uses.reduce((sum, use) => sum + use.amount, 0);
  const tooMuch = { accountId: pick(metered.accountIds), featureCode: 'calls', amount: 60_000_000 };
  return { key: randomUUID(), events: [...uses, tooMuch, null], amount };
}

/** The answer; undefined where it is unknown whether the batch was recorded. */
async function send({ key, events }: Batch): Promise<RecordedBatch | undefined> {
  const response = await fetch(`${server.url}/api/usage/record/batch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${metered.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ events }),
  }).catch(() => undefined);
  const text = await response?.text().catch(() => undefined);
  if (text === undefined || response === undefined || response.status >= 500) return undefined;
  return z.object({ data: RecordedBatch }).parse(JSON.parse(text)).data;
}

const ids = ({ results }: RecordedBatch) => results.map(({ id, code }) => id ?? code);

async function recorded(): Promise<number> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query<{ used: string }>('select sum(amount) as used from usage_records');
  await client.end();
  return Number(rows[0]?.used ?? 0);
}

test(`a keyed batch counts once and has one answer, whenever the server is killed (${kills} kills)`, async () => {
  let expected = 0;
  for (let round = 1; round <= kills; round += 1) {
    const sent: Batch[] = [];
    const answers = new Map<string, RecordedBatch>();
    let isKilled = false;
    const client = async () => {
      while (!isKilled) {
        const batch = newBatch();
        sent.push(batch);
        const answer = await send(batch);
        if (answer) answers.set(batch.key, answer);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await delay(between(300, 800));
    await server.kill();
    isKilled = true;
    await Promise.all(clients);
    expect(sent.length).toBeGreaterThan(answers.size);

    server = await startServerProcess(database.connectionString);
    for (const batch of sent) {
      const again = await send(batch);
      const first = answers.get(batch.key) ?? again;
      if (!again || !first) throw new Error('The server answers again');
      expect(ids(again)).toEqual(ids(first));
      expect(ids(again).slice(-2)).toEqual(['quota_exceeded', 'invalid_input']);
      expected += batch.amount;
    }
    expect(await recorded()).toBe(expected);
    expect(await auditUsage(database.connectionString)).toEqual([]);
  }
}, 300_000);
