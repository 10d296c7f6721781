import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Reservation } from '../../../src/credits/reservations/contract.ts';
import { CreditUse } from '../../../src/credits/uses/contract.ts';
import { auditCredits } from '../../harness/credits/credits-audit.ts';
import { CreditsServer } from '../../harness/credits/credits-server.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { distinct, hammer as hammerWith } from '../../harness/load/hammer.ts';
import {
  between,
  codeOf,
  createLoadClient,
  dataOf,
  isAcknowledged,
  isMaybe,
  pick,
  rounds,
  type LoadClient,
} from '../../harness/load/load.ts';
import { countDeadlocks } from '../../harness/metering/usage-audit.ts';

// Quality, invariant 2, for credits. FAULT_ROUNDS=n sends n times as many requests.

const requests = 400 * rounds(1);
const granted = 600 * rounds(1);

let database: TestDatabase;
let node: CreditsServer;
let other: TestServer;
let load: LoadClient;

beforeAll(async () => {
  database = await createTestDatabase();
  node = await CreditsServer.start({ database });
  other = await startTestServer({ database });
  load = createLoadClient(node.apiKey, 256);
});
afterAll(async () => {
  load.close();
  await node.server.stop();
  await other.stop();
  expect(await countDeadlocks(database.connectionString)).toBe(0);
  await database.drop();
});

const hammer = (all: Parameters<typeof hammerWith>[1]) =>
  hammerWith({ load, nodes: [node.server, other], clients: 24 }, all);

/** Accounts with a hundred small lots each, so that most uses take from several. */
async function makeAccounts(): Promise<string[]> {
  const accounts = await Promise.all(Array.from({ length: 4 }, () => node.account(0)));
  for (const accountId of accounts) {
    await node.server.ctx.pool.query(
      `select public.grant_credits(
         p_account_id => $1, p_amount => $2, p_source => 'bonus', p_source_id => number::text
       ) from generate_series(1, 100) as number`,
      [accountId, granted / 100],
    );
  }
  return accounts;
}

const auditAll = () => auditCredits(database.connectionString);

describe('a request repeated in parallel, to both nodes, over dropped connections', () => {
  test('spends once and gets one answer, its lots included', async () => {
    const accounts = await makeAccounts();
    const uses = Array.from({ length: requests }, () => ({
      accountId: pick(accounts),
      amount: between(1, 9),
      idempotencyKey: randomUUID(),
    }));
    const answers = await hammer(uses.map((body) => ({ path: '/credits/use', body })));

    const spent = new Map(accounts.map((accountId) => [accountId, 0]));
    for (const [index, { accountId, amount }] of uses.entries()) {
      const given = answers[index]!;
      if (!isAcknowledged(given.at(-1)!)) {
        // Refused now, so never accepted before: nothing is granted here.
        expect(codeOf(given.at(-1)!)).toBe('insufficient_credits');
        expect(given.filter(isAcknowledged)).toEqual([]);
        continue;
      }
      // A smaller one may have been refused by what was left when it came first.
      expect(distinct(given.filter(isAcknowledged))).toHaveLength(1);
      const { lots } = dataOf(given.at(-1)!, CreditUse);
      expect(lots.reduce((sum, part) => sum + part.amount, 0)).toBe(amount);
      expect(given.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
      spent.set(accountId, spent.get(accountId)! + amount);
    }
    expect(answers.flat().some((answer) => answer.status === undefined)).toBe(true);
    for (const [accountId, amount] of spent) {
      expect(await node.balance(accountId)).toMatchObject({ balance: granted - amount });
    }
    expect(await auditAll()).toEqual([]);
  }, 120_000);

  test('holds once, is committed or released once, and comes back once', async () => {
    const accounts = await makeAccounts();
    const holds = Array.from({ length: requests / 8 }, () => ({
      accountId: pick(accounts),
      amount: between(1, 9),
      ttlSeconds: 3_600,
      idempotencyKey: randomUUID(),
    }));
    const held = (await hammer(holds.map((body) => ({ path: '/credits/reservations', body })))).map(
      (given) => {
        const ids = given.filter((one) => !isMaybe(one)).map((one) => dataOf(one, Reservation).id);
        expect(new Set(ids).size).toBe(1);
        return ids[0]!;
      },
    );
    const ends = await hammer(
      held.map((id, index) => ({
        path: `/credits/reservations/${id}/${index % 3 === 0 ? 'release' : 'commit'}`,
        body: {},
      })),
    );
    const lines = ends.map((given) => dataOf(given.at(-1)!, Reservation).transactionId);
    for (const accountId of accounts) {
      const left = holds.reduce(
        (sum, hold, index) => (hold.accountId === accountId && lines[index] ? sum - hold.amount : sum),
        granted,
      );
      expect(await node.balance(accountId)).toMatchObject({ balance: left, held: 0 });
    }

    // Without a key: all of it comes back, whoever is first; the others find nothing left.
    const returns = await hammer(
      lines.flatMap((line) =>
        line === null ? [] : [{ path: `/credits/transactions/${line}/return`, body: { reason: 'failed' } }],
      ),
    );
    for (const given of returns) {
      expect(given.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
      // The last one is the first where none of the others arrived.
      const last = given.at(-1)!;
      if (last.status === 201) expect(given.filter((one) => !isMaybe(one))).toHaveLength(1);
      else expect(codeOf(last)).toBe('return_exceeds');
    }
    for (const accountId of accounts) {
      expect(await node.balance(accountId)).toMatchObject({ balance: granted, held: 0 });
    }
    expect(await auditAll()).toEqual([]);
  }, 120_000);
});
