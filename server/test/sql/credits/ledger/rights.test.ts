import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { asApplication } from '../../../harness/database/database.ts';
import { sqlstate } from '../../../harness/metering/metering.ts';

let client: pg.Client;
// Before the database goes.
afterAll(() => client.end());
const database = useCreditsDatabase();
let accountId: string;

beforeAll(async () => {
  client = new pg.Client({ connectionString: asApplication(database().connectionString) });
  await client.connect();
  accountId = await database().account(10, 10);
  await database().use(accountId, 15);
  await database().reserve(accountId, 2);
});

const denied = '42501';
const isAppendOnly = '23001';
const tables = [
  'credit_allocations',
  'credit_balances',
  'credit_lots',
  'credit_price_history',
  'credit_prices',
  'credit_reservation_lots',
  'credit_reservations',
  'credit_transactions',
];

describe('the role that the server works with', () => {
  it.each(tables)('reads %s and changes nothing in it', async (table) => {
    await client.query(`select * from public.${table} limit 1`);
    const { column, columns } = await database().one<{ column: string; columns: string }>(
      `select min(attname) filter (where attnum = 1) as column,
         string_agg(quote_ident(attname), ', ') filter (where attgenerated = '') as columns
       from pg_catalog.pg_attribute where attrelid = $1::regclass and attnum > 0`,
      [`public.${table}`],
    );
    for (const statement of [
      `update public.${table} set ${column} = ${column}`,
      `delete from public.${table}`,
      `insert into public.${table} (${columns}) select ${columns} from public.${table}`,
      `truncate public.${table}`,
      `alter table public.${table} disable trigger all`,
      `do 'begin lock table public.${table} in access exclusive mode; end'`,
    ]) {
      expect({ statement, refusedWith: await sqlstate(client.query(statement)) }).toEqual({
        statement,
        refusedWith: denied,
      });
    }
  });

  it('opens the balance of an account that it makes, and works by the functions', async () => {
    const id = '0199e000-0000-7000-8000-000000000001';
    await client.query(`insert into public.accounts (id, kind, name) values ($1, 'external', 'New')`, [id]);
    await client.query(`select public.grant_credits($1, 5, 'admin', 'a')`, [id]);
    const { rows } = await client.query('select status from public.consume_credits($1, $2)', [
      id,
      '[{"amount": 2}]',
    ]);
    expect(rows).toEqual([{ status: 'recorded' }]);
    expect((await client.query('select * from public.credit_state($1)', [id])).rows).toMatchObject([
      { available: '3' },
    ]);
    expect((await client.query('select * from public.audit_credits()')).rows).toEqual([]);
  });

  it.each([
    `settle_credits('${'0'.repeat(32)}', now())`,
    `write_credit_line('${'0'.repeat(32)}', 'grant', 5, null, now())`,
    `judge_credit_uses('${'0'.repeat(32)}', '{1}', '{1}', '{a}', '{a}', '{a}', false, now())`,
    `open_refund_lot('${'0'.repeat(32)}', gen_random_uuid(), 5, '7 days', now())`,
  ])('calls no part of them: %s', async (call) => {
    expect(await sqlstate(client.query(`select public.${call}`))).toBe(denied);
  });
});

describe('the owner', () => {
  it.each(['credit_transactions', 'credit_allocations', 'credit_price_history'])(
    'can neither change nor delete a line of %s',
    async (table) => {
      const db = database();
      await db.rows(`insert into public.credit_price_history (id, at, actor, changes)
        values (gen_random_uuid(), now(), '{}', '[]')`);
      const { column } = await db.one<{ column: string }>(
        `select attname as column from pg_catalog.pg_attribute where attrelid = $1::regclass and attnum = 1`,
        [`public.${table}`],
      );
      expect(await sqlstate(db.rows(`update public.${table} set ${column} = ${column}`))).toBe(isAppendOnly);
      expect(await sqlstate(db.rows(`delete from public.${table}`))).toBe(isAppendOnly);
    },
  );

  it('can not delete an account that has had credits, but one that never had', async () => {
    const db = database();
    expect(await sqlstate(db.rows('delete from public.accounts where id = $1', [accountId]))).toBe('23503');
    const empty = await db.account();
    await db.rows('delete from public.accounts where id = $1', [empty]);
  });
});
