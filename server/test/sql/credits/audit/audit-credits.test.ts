import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { assign, makePackage } from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase, type CreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const lotEnd = after(start, { days: 30 });

/** An account that has seen a bit of everything, and holds something. */
async function veteran(db: CreditsDatabase): Promise<string> {
  const accountId = await db.account(
    100,
    { amount: 100, priority: 60 },
    { amount: 100, expiresAt: lotEnd },
    { amount: 5, priority: 90, expiresAt: lotEnd },
  );
  const { versionId } = await makePackage(db, { credits: 20, daily: 5 });
  await assign(db, accountId, versionId);
  await assign(db, accountId, versionId);
  const { transaction_id: use } = await db.use(accountId, 150);
  const [small, large] = [await db.planVersion({ amount: 10 }), await db.planVersion({ amount: 30 })];
  for (const version of [small, large]) await db.setPlan(accountId, version);
  await db.giveBack(accountId, use, { amount: 60 });
  const { lot_id: revoked } = await db.grant(accountId, { amount: 50, priority: 0 });
  await db.use(accountId, 50);
  await db.revoke(accountId, revoked, { amount: 40 });
  await db.reinstate(accountId, revoked, 10);
  const { id } = await db.reserve(accountId, { amount: 130, ttl: '60 days' });
  await db.commit(accountId, id, 120);
  await db.reserve(accountId, { amount: 30, ttl: '60 days' });
  await db.use(accountId, 1, lotEnd);
  return accountId;
}

const lotHeld = `(select id from public.credit_lots where account_id = $1 and held > 0 limit 1)`;
const lotOwing = `(select id from public.credit_lots where account_id = $1 and owed > 0 limit 1)`;
const lastAllowance = `(
  select id from public.credit_lots where account_id = $1 and source = 'daily' order by period_start desc limit 1
)`;
const lastLine = `(select max(seq) from public.credit_transactions where account_id = $1)`;
const lots = 'update public.credit_lots set';
const balances = 'update public.credit_balances set';
const plans = 'update public.account_plan_credits set';
const lines = 'update public.credit_transactions set';

/** What is done to the books, and the rules that must then be named, whatever others are. */
const corruptions: [rule: string, statement: string][] = [
  ['balance = sum of lots', `${balances} balance = balance + 1 where account_id = $1`],
  ['balance = last line', `${balances} balance = balance + 1 where account_id = $1`],
  ['last_seq = last line', `${balances} last_seq = last_seq + 1 where account_id = $1`],
  ['held = sum of lots', `${balances} held = held - 1 where account_id = $1`],
  ['held = sum of holds', `${balances} held = held - 1 where account_id = $1`],
  ['debt = sum of lots', `${balances} debt = debt + 1 where account_id = $1`],
  ['debt = sum of lines', `${balances} debt = debt + 1 where account_id = $1`],
  ['due_at is not late', `${balances} due_at = 'infinity' where account_id = $1`],
  [
    'lines have no gap',
    `delete from public.credit_transactions where account_id = $1 and seq = ${lastLine} - 1`,
  ],
  [
    'a line follows from the one before',
    `${lines} balance_after = balance_after + 1 where account_id = $1 and seq = ${lastLine} - 1`,
  ],
  [
    'a line follows from the one before',
    `${lines} type = 'grant' where account_id = $1 and type = 'consume' and seq = ${lastLine}`,
  ],
  ['a line = sum of its allocations', `${lines} lot_id = null where account_id = $1 and seq = 1`],
  [
    'a line = sum of its allocations',
    `update public.credit_allocations set amount = amount + 1 where account_id = $1 and ordinal = 2`,
  ],
  [
    'a line = sum of its allocations',
    `insert into public.credit_allocations values ($1, 1, 1, gen_random_uuid(), 1)`,
  ],
  [
    'a line = sum of its allocations',
    `insert into public.credit_allocations
    values ($1, ${lastLine} + 1, 1, gen_random_uuid(), 1)`,
  ],
  [
    'a lot is what its first line says',
    `${lots} amount = amount + 1 where account_id = $1 and id = ${lotHeld}`,
  ],
  [
    'remaining = sum of lines',
    `${lots} remaining = remaining - 1 where account_id = $1 and remaining > held`,
  ],
  ['expired = sum of lines', `${lots} expired = expired - 1 where account_id = $1 and expired > 0`],
  ['revoked = sum of lines', `${lots} revoked = revoked + 1 where account_id = $1 and revoked > 0`],
  ['owed = sum of lines', `${lots} owed = owed - 1 where account_id = $1 and id = ${lotOwing}`],
  [
    'remaining = sum of lines',
    `${lines} lot_id = gen_random_uuid() where account_id = $1 and seq = ${lastLine}`,
  ],
  [
    'owed = sum of lines',
    `${lines} against_lot_id = gen_random_uuid() where account_id = $1 and type = 'debt'`,
  ],
  ['used = uses that did not come back', `${lots} used = used - 1 where account_id = $1 and used > 0`],
  [
    'returns are not above their use',
    `insert into public.credit_transactions (
       account_id, seq, id, created_at, type, amount, balance_after, held_after, lot_id, source_seq
     )
     select account_id, ${lastLine} + 1, gen_random_uuid(), created_at, 'return', 1000, 2000, 0, lot_id, source_seq
     from public.credit_transactions where account_id = $1 and type = 'return'`,
  ],
  ['returns are not above their use', `${lines} source_seq = 1 where account_id = $1 and type = 'return'`],
  ['held of a lot = sum of its holds', `${lots} held = held - 1 where account_id = $1 and id = ${lotHeld}`],
  [
    'held of a lot = sum of its holds',
    `update public.credit_reservations set status = 'released' where account_id = $1 and status = 'held'`,
  ],
  [
    'a hold = sum of its parts',
    `update public.credit_reservations set amount = amount + 1 where account_id = $1 and status = 'held'`,
  ],
  ['a hold = sum of its parts', `delete from public.credit_reservation_lots where account_id = $1`],
  [
    'a committed hold = its use',
    `update public.credit_reservations set committed_amount = committed_amount + 1
     where account_id = $1 and status = 'committed'`,
  ],
  [
    'a committed hold = its use',
    `${lines} reservation_id = null where account_id = $1 and reservation_id is not null`,
  ],
  [
    'one package of a kind at a time',
    `insert into public.user_packages
     select account_id, gen_random_uuid(), package_id, starts_at + interval '1 day', ends_at, ends_at
     from public.user_packages where account_id = $1`,
  ],
  [
    'a term begins where the last one ended',
    `update public.user_package_terms set starts_at = starts_at + interval '1 hour'
     where account_id = $1 and starts_at = (select max(starts_at) from public.user_package_terms where account_id = $1)`,
  ],
  [
    'a term begins where the last one ended',
    `update public.user_packages set starts_at = starts_at - interval '1 hour' where account_id = $1`,
  ],
  [
    'a package ends with its last term',
    `update public.user_packages set ends_at = ends_at - interval '1 hour' where account_id = $1`,
  ],
  [
    'credits end with their term',
    `${lots} expires_at = expires_at + interval '1 hour' where account_id = $1 and source = 'purchase'`,
  ],
  ['credits end with their term', `update public.user_package_terms set quantity = 2 where account_id = $1`],
  [
    'one allowance a day',
    `${lots} period_start = period_start - interval '31 days' where account_id = $1 and id = ${lastAllowance}`,
  ],
  [
    'an allowance ends with its day or its package',
    `${lots} expires_at = expires_at + interval '1 hour' where account_id = $1 and id = ${lastAllowance}`,
  ],
  [
    'an allowance ends with its day or its package',
    `update public.user_packages set allowance_until = allowance_until - interval '1 day' where account_id = $1`,
  ],
  ['days are those of the account', `${balances} time_zone = 'Asia/Tokyo' where account_id = $1`],
  [
    'plans give the greatest amount once a period',
    `${plans} amount = amount - 1 where account_id = $1 and amount = 30`,
  ],
  [
    'plans give in periods that they began',
    `${plans} period_start = '-infinity' where account_id = $1 and amount = 30`,
  ],
  [
    'one plan at a time',
    `${plans} ends_at = ends_at + interval '1 second' where account_id = $1 and amount = 10`,
  ],
];

const tables = ['credit_balances', 'credit_lots', 'credit_transactions', 'credit_allocations'];

describe('audit_credits', () => {
  it.each(corruptions)('finds that “%s” does not hold (%#)', async (rule, statement) => {
    const db = database();
    const accountId = await veteran(db);
    const bystander = await veteran(db);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      for (const table of tables) await client.query(`alter table public.${table} disable trigger user`);
      const { rowCount } = await client.query(statement, [accountId]);
      expect(rowCount).toBeGreaterThan(0);
      const { rows } = await client.query<{ rule: string; account_id: string }>(
        'select rule, account_id from public.audit_credits()',
      );
      expect(rows.map((found) => found.rule)).toContain(rule);
      expect(new Set(rows.map((found) => found.account_id))).toEqual(new Set([accountId]));
      expect(bystander).not.toBe(accountId);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('finds nothing where nothing is wrong', async () => {
    await veteran(database());
    expect(await database().rows('select * from public.audit_credits()')).toEqual([]);
  });

  it('looks at the accounts asked for, and says what it found instead of what', async () => {
    const db = database();
    const accountId = await db.account(10);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('update public.credit_balances set debt = 3 where account_id = $1', [accountId]);
      const audit = async (from: string | null, to: string | null) =>
        (await client.query<object>('select * from public.audit_credits($1, $2)', [from, to])).rows;
      expect(await audit(accountId, accountId)).toEqual([
        { rule: 'debt = sum of lots', account_id: accountId, detail: { is: '3', 'should be': '0' } },
        { rule: 'debt = sum of lines', account_id: accountId, detail: { is: '3', 'should be': '0' } },
      ]);
      expect(await audit(null, null)).toHaveLength(2);
      const other = randomUUID();
      expect(await audit(other, other)).toEqual([]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('has a corruption here for each of its rules', async () => {
    const sources = await database().rows<{ source: string }>(
      `select prosrc as source from pg_catalog.pg_proc where proname ~ '^audit_credit_'`,
    );
    const rules = new Set(
      sources.flatMap(({ source }) =>
        [...source.matchAll(/(?:select\s+|\()'([a-z_]+(?: [a-z=_]+)+)', /g)].map(([, rule]) => rule),
      ),
    );
    expect(rules.size).toBeGreaterThan(15);
    expect([...rules].sort()).toEqual([...new Set(corruptions.map(([rule]) => rule))].sort());
  });
});
