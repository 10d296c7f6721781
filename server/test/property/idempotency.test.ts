import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Recorded, RecordedBatch } from '../../src/metering/recording/contract.ts';
import { Reservation } from '../../src/metering/reservations/contract.ts';
import { createFeature, createPlan } from '../harness/catalog/catalog.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { distinct, hammer as hammerWith } from '../harness/load/hammer.ts';
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
} from '../harness/load/load.ts';
import {
  createMeteredAccounts,
  offersOf,
  type MeteredAccounts,
} from '../harness/metering/metered-accounts.ts';
import { auditUsage, countDeadlocks } from '../harness/metering/usage-audit.ts';

// Quality, invariant 2. FAULT_ROUNDS=n sends n times as many requests.

const requests = 1_200 * rounds(1);
const clients = 24;
const plenty = 100_000_000;

let database: TestDatabase;
let nodes: [TestServer, TestServer];
let metered: MeteredAccounts;
let load: LoadClient;

beforeAll(async () => {
  database = await createTestDatabase();
  nodes = [await startTestServer({ database }), await startTestServer({ database })];
  metered = await createMeteredAccounts(nodes, {
    accounts: 5,
    features: {
      // Few enough that alerts are part of many answers.
      calls: { quota: 3_000 * rounds(1), thresholds: [5, 10, 20, 30, 40, 50, 60, 70, 80, 90] },
      words: { quota: plenty },
      visits: { quota: plenty, resetPeriod: 'daily' },
      holds: { quota: plenty },
    },
  });
  load = createLoadClient(metered.apiKey, 256);
});
afterAll(async () => {
  load.close();
  for (const node of nodes) await node.stop();
  expect(await countDeadlocks(database.connectionString)).toBe(0);
  await database.drop();
});

interface Use {
  accountId: string;
  featureCode: string;
  amount: number;
  idempotencyKey: string;
  occurredAt?: string;
  metadata?: object;
}

function newUse(featureCode: string): Use {
  return {
    accountId: pick(metered.accountIds),
    featureCode,
    amount: between(1, 3),
    idempotencyKey: randomUUID(),
    ...(Math.random() < 0.3 && { metadata: { note: 'ünïcode', nested: [1, { b: null }] } }),
  };
}

const hammer = (all: Parameters<typeof hammerWith>[1]) => hammerWith({ load, nodes, clients }, all);

async function readUsed(featureCode: string): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query<{ account_id: string; used: number }>(
    'select account_id, sum(used)::int as used from public.user_usage where feature_code = $1 group by account_id',
    [featureCode],
  );
  await client.end();
  return new Map(rows.map((row) => [row.account_id, row.used]));
}

function sumByAccount(uses: readonly { accountId: string; amount: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { accountId, amount } of uses) sums.set(accountId, (sums.get(accountId) ?? 0) + amount);
  return sums;
}

describe('a request repeated in parallel, to both nodes, over dropped connections', () => {
  test('counts once and gets one answer, its alerts included', async () => {
    const uses = Array.from({ length: requests }, () => newUse('calls'));
    const answers = await hammer(uses.map((body) => ({ path: '/usage/record', body })));

    const accepted = uses.filter((_, index) => isAcknowledged(answers[index]!.at(-1)!));
    for (const [index, use] of uses.entries()) {
      const given = answers[index]!;
      const last = given.at(-1)!;
      if (!isAcknowledged(last)) {
        // Refused now, so never accepted before.
        expect(codeOf(last)).toBe('quota_exceeded');
        expect(given.filter(isAcknowledged)).toEqual([]);
        continue;
      }
      // One that was refused at first may have fitted later, after nothing: quotas never grow here.
      expect({ use, answers: distinct(given) }).toEqual({ use, answers: [expect.any(String)] });
      expect(given.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    }
    expect(accepted.length).toBeGreaterThan(requests / 2);
    expect(answers.flat().some((answer) => answer.status === undefined)).toBe(true);
    const alerts = answers
      .flat()
      .filter((answer) => JSON.stringify(answer.body ?? null).includes('"threshold"'));
    expect(alerts.length).toBeGreaterThan(0);
    expect(await readUsed('calls')).toEqual(sumByAccount(accepted));
    expect(await auditUsage(database.connectionString, { everyUseHasAKey: true })).toEqual([]);
  }, 120_000);

  test('counts once also where it comes alone, in batches, and twice in one batch', async () => {
    const uses = Array.from({ length: requests }, () => newUse('words'));
    const sent = uses.flatMap((use, index) => {
      const neighbours = [use, uses[(index * 7) % uses.length]!, use, uses[(index * 31) % uses.length]!];
      return [
        { path: '/usage/record', body: use },
        ...(index % 4 === 0 ? [{ path: '/usage/record/batch', body: { events: neighbours } }] : []),
      ];
    });
    const answers = await hammer(sent);

    const ids = new Map<string, Set<string>>();
    const note = (use: Use, id: string | undefined) => {
      ids.set(use.idempotencyKey, (ids.get(use.idempotencyKey) ?? new Set()).add(id ?? 'none'));
    };
    for (const [index, { body }] of sent.entries()) {
      for (const answer of answers[index]!.filter((one) => !isMaybe(one))) {
        if ('events' in body) {
          dataOf(answer, RecordedBatch).results.forEach(({ id }, at) => note(body.events[at]!, id));
        } else {
          note(body, dataOf(answer, Recorded).id);
        }
      }
    }
    const several = [...ids.values()].filter((found) => found.size > 1 || found.has('none'));
    expect(several).toEqual([]);
    expect(ids.size).toBe(uses.length);
    expect(await readUsed('words')).toEqual(sumByAccount(uses));
    expect(await auditUsage(database.connectionString, { everyUseHasAKey: true })).toEqual([]);
  }, 120_000);

  test('counts once where it is late and so touches no counter', async () => {
    const occurredAt = new Date(Date.now() - 5 * 86_400_000).toISOString();
    const uses = Array.from({ length: requests / 4 }, () => ({ ...newUse('visits'), occurredAt }));
    const answers = await hammer(uses.map((body) => ({ path: '/usage/record', body })));
    for (const given of answers) {
      const recorded = given.filter((one) => !isMaybe(one)).map((one) => dataOf(one, Recorded));
      expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
      expect(recorded.every(({ late }) => late)).toBe(true);
    }
    expect([...(await readUsed('visits')).values()].every((used) => used === 0)).toBe(true);
    expect(await auditUsage(database.connectionString, { everyUseHasAKey: true })).toEqual([]);
  }, 120_000);

  test('holds once, and is committed or released once', async () => {
    const reservations = Array.from({ length: requests / 4 }, () => {
      const { accountId, featureCode, amount, idempotencyKey } = newUse('holds');
      return { accountId, featureCode, amount, idempotencyKey };
    });
    const answers = await hammer(reservations.map((body) => ({ path: '/usage/reservations', body })));
    const ids = answers.map((given) => {
      const found = given.filter((one) => !isMaybe(one)).map((one) => dataOf(one, Reservation).id);
      expect(new Set(found).size).toBe(1);
      return found[0]!;
    });
    expect(new Set(ids).size).toBe(reservations.length);

    const ends = await hammer(
      ids.map((id, index) => ({
        path: `/usage/reservations/${id}/${index % 3 === 0 ? 'release' : 'commit'}`,
        body: {},
      })),
    );
    for (const given of ends) {
      const outcomes = given
        .filter((one) => !isMaybe(one))
        .map((one) => dataOf(one, Reservation))
        .map(({ status, recordId }) => `${status} ${recordId}`);
      expect(new Set(outcomes).size).toBe(1);
    }
    expect(await readUsed('holds')).toEqual(sumByAccount(reservations.filter((_, index) => index % 3 !== 0)));
    expect(await auditUsage(database.connectionString, { everyUseHasAKey: true })).toEqual([]);
  }, 120_000);
});

describe('one key for several different requests at once', () => {
  const contenders = async (bodies: (key: string, accountId: string) => Use[]) => {
    const usedBefore = new Map([
      ...sumMaps(await readUsed('calls'), await readUsed('words'), await readUsed('visits')),
    ]);
    const won: Use[] = [];
    await Promise.all(
      Array.from({ length: requests / 10 }, async () => {
        const rivals = bodies(randomUUID(), pick(metered.accountIds));
        const sent = rivals.flatMap((use) => [use, use]);
        const answers = await Promise.all(sent.map((use) => load.post(pick(nodes), '/usage/record', use)));
        const winners = new Set(
          rivals.filter((use) => answers.some((one, at) => isAcknowledged(one) && sent[at] === use)),
        );
        expect(winners.size).toBe(1);
        for (const [at, answer] of answers.entries()) {
          if (winners.has(sent[at]!)) expect(isAcknowledged(answer)).toBe(true);
          else expect(codeOf(answer)).toBe('idempotency_mismatch');
        }
        won.push(...winners);
      }),
    );
    const usedAfter = sumMaps(await readUsed('calls'), await readUsed('words'), await readUsed('visits'));
    expect(usedAfter).toEqual(sumMaps(usedBefore, sumByAccount(won)));
  };

  test('one amount counts, the others are told', async () => {
    await contenders((idempotencyKey, accountId) =>
      [1, 2, 3].map((amount) => ({ accountId, featureCode: 'words', amount, idempotencyKey })),
    );
  }, 60_000);

  test('one feature counts, the others are told', async () => {
    await contenders((idempotencyKey, accountId) =>
      ['words', 'visits'].map((featureCode) => ({ accountId, featureCode, amount: 1, idempotencyKey })),
    );
  }, 60_000);
});

test('what is counted is never refused: a node records a feature it has not heard of yet', async () => {
  const code = `new_${randomUUID().slice(0, 8)}`;
  const [accountId] = metered.accountIds;
  await createFeature(nodes[0], metered.adminToken, { code });
  const plan = await createPlan(nodes[0], metered.adminToken, {
    code: `plan-${randomUUID()}`,
    features: offersOf({ [code]: { quota: 10 } }),
  });
  const assigned = await load.post(nodes[0], `/admin/accounts/${accountId}/plan`, {
    planCode: plan.code,
    reason: 'test',
  });
  expect(assigned.status).toBe(200);
  const answer = await load.post(nodes[1], '/usage/record', { accountId, featureCode: code, amount: 4 });
  expect([answer.status, await readUsed(code)]).toEqual([201, new Map([[accountId, 4]])]);
});

function sumMaps(...maps: ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, amount] of maps.flatMap((map) => [...map])) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
}
