import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { CreditUse } from '../../src/credits/uses/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { useCreditsServer } from '../harness/credits/credits-server.ts';

// Somebody else holds an account's balance, until all others have been answered.

const node = useCreditsServer();
let holder: pg.Client;

beforeEach(async () => {
  holder = new pg.Client({ connectionString: node().server.database.connectionString });
  await holder.connect();
});
afterEach(async () => {
  await holder.end();
});

const lockBalances = async (...accountIds: string[]) => {
  await holder.query('begin');
  await holder.query('select from public.credit_balances where account_id = any ($1) for update', [
    accountIds,
  ]);
};
const use = (accountId: string, more: object = {}) =>
  node().post('/credits/use', { accountId, amount: 1, ...more });
const unavailable = { status: 503, body: { code: 'unavailable' } };

test('a balance that is held keeps nobody else waiting, and its own uses count once', async () => {
  const [held, ...others] = await Promise.all(Array.from({ length: 6 }, () => node().account(100)));
  await lockBalances(held!);
  const keys = Array.from({ length: 4 }, () => randomUUID());
  const own = Promise.all(keys.map((idempotencyKey) => use(held!, { idempotencyKey })));
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(others.map((accountId) => use(accountId)));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 201));
    expect(await node().balance(others[0]!)).toMatchObject({ balance: 99 - round });
    // What is read waits for nobody.
    expect(await node().balance(held!)).toMatchObject({ balance: 100 });
  }
  for (const answer of await own) {
    expect(answer).toMatchObject(unavailable);
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  await holder.query('rollback');
  const again = await Promise.all(keys.map((idempotencyKey) => use(held!, { idempotencyKey })));
  expect(again.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(await node().balance(held!)).toMatchObject({ balance: 96 });
}, 60_000);

test('uses that somebody keeps waiting wait apart, and keep their order', async () => {
  const accountId = await node().account(100);
  await lockBalances(accountId);
  const uses = Promise.all([1, 2, 3, 4, 5].map((amount) => use(accountId, { amount })));
  await waitUntil(async () => {
    const { rows } = await node().server.owner.query(
      `select from pg_catalog.pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%wait_for_credits%'`,
    );
    return rows.length > 0;
  });
  await holder.query('commit');
  const answers = await uses;
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  const left = answers.map(({ body }) => CreditUse.parse(body.data).balance);
  expect(left).toEqual([99, 97, 94, 90, 85]);
}, 60_000);

test('a hold of a held account is refused for now, and nobody else’s', async () => {
  const [held, other] = [await node().account(100), await node().account(100)];
  await lockBalances(held);
  const hold = { amount: 5, idempotencyKey: randomUUID() };
  const own = node().post('/credits/reservations', { accountId: held, ...hold });
  for (let count = 0; count < 5; count += 1) {
    const { status } = await node().post('/credits/reservations', { accountId: other, amount: 1 });
    expect(status).toBe(201);
  }
  const refused = await own;
  expect(refused).toMatchObject(unavailable);
  expect(refused.headers.get('retry-after')).toBe('1');
  await holder.query('rollback');
  expect((await node().post('/credits/reservations', { accountId: held, ...hold })).status).toBe(201);
}, 60_000);

test('one that fails for a reason of its own fails alone', async () => {
  const [broken, ...others] = await Promise.all(Array.from({ length: 4 }, () => node().account(100)));
  // A balance that its lots do not bear out.
  const { owner } = node().server;
  const tamper = (by: number) =>
    owner.query('update public.credit_balances set balance = balance + $2 where account_id = $1', [
      broken,
      by,
    ]);
  await tamper(50);
  const answers = await Promise.all([use(broken!, { amount: 120 }), ...others.map((id) => use(id))]);
  expect(answers.map(({ status }) => status)).toEqual([500, 201, 201, 201]);
  await tamper(-50);
  expect((await use(broken!, { amount: 100 })).status).toBe(201);
});
