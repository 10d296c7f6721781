import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { auditCredits } from '../../harness/credits/credits-audit.ts';
import { tamper } from '../../harness/database/tamper.ts';
import {
  after,
  sqlstate,
  start,
  useMeteringDatabase,
  type MeteringDatabase,
} from '../../harness/metering/metering.ts';

const database = useMeteringDatabase();
const later = after(start, { hours: 2 });

interface Finding {
  id: string;
  rule: string;
  repair: string | null;
  repaired_at: Date | null;
}

async function customer(db: MeteringDatabase): Promise<string> {
  const accountId = await db.account({ calls: { quota: 100, thresholds: [] } });
  await db.record(accountId, [{ amount: 10 }]);
  await db.rows(`select public.reserve_feature_usage($1, 'calls', 3, '5 minutes', null, $2)`, [
    accountId,
    start,
  ]);
  await db.rows(`select public.grant_credits($1, 100, 'admin', 'one', p_now => $2)`, [accountId, start]);
  await db.rows(`select * from public.consume_credits($1, '[{"amount": 30}]', $2)`, [accountId, start]);
  await db.rows(`select public.reserve_credits($1, 10, null, null, '5 minutes', null, $2)`, [
    accountId,
    start,
  ]);
  return accountId;
}

async function look(db: MeteringDatabase, accountId: string, at = start): Promise<Finding[]> {
  await db.rows('select public.look_at_accounts(null, $1, $1, 1, $2)', [accountId, at]);
  return known(db, accountId);
}

function known(db: MeteringDatabase, accountId: string): Promise<Finding[]> {
  return db.rows<Finding>(
    'select id, rule, repair, repaired_at from public.health_findings where account_id = $1 order by rule',
    [accountId],
  );
}

function repair(db: MeteringDatabase, { id }: Pick<Finding, 'id'>, at = start) {
  return db.one<Finding & { is_new: boolean }>(
    'select (repaired.finding).*, is_new from public.repair_health_finding($1, $2) as repaired',
    [id, at],
  );
}

const balances = 'update public.credit_balances set';
const lots = 'update public.credit_lots set';
const counters = 'update public.user_usage set';

/** What is done, the rules that are broken by it, and what is there again once the first is repaired. */
const repairs: [rules: string[], statement: string, at?: string][] = [
  [['balance = last line', 'balance = sum of lots'], `${balances} balance = 71 where account_id = $1`],
  [['held = sum of holds', 'held = sum of lots'], `${balances} held = 9 where account_id = $1`],
  [['debt = sum of lines', 'debt = sum of lots'], `${balances} debt = 1 where account_id = $1`],
  [['balance = sum of lots', 'remaining = sum of lines'], `${lots} remaining = 60 where account_id = $1`],
  [['held = sum of lots', 'held of a lot = sum of its holds'], `${lots} held = 0 where account_id = $1`],
  [['used = uses that did not come back'], `${lots} used = 29 where account_id = $1`],
  [
    ['expired = sum of lines', 'used = uses that did not come back'],
    `${lots} used = 20, expired = 10 where account_id = $1`,
  ],
  [
    ['debt = sum of lots', 'owed = sum of lines', 'revoked = sum of lines'],
    `${lots} revoked = 5, owed = 5 where account_id = $1`,
  ],
  [['due_at is not late'], `${balances} due_at = 'infinity' where account_id = $1`],
  [['used = sum of records'], `${counters} used = 4 where account_id = $1`],
  [['reserved = sum of holds'], `${counters} reserved = 0 where account_id = $1`],
];

describe('repair_health_finding', () => {
  it.each(repairs)('mends %j, whichever of these is repaired', async (rules, statement) => {
    const db = database();
    for (const first of rules) {
      const accountId = await customer(db);
      await tamper(db.pool, statement, [accountId]);
      const found = await look(db, accountId);
      expect(found.map(({ rule }) => rule)).toEqual(rules);
      const chosen = found.find(({ rule }) => rule === first);
      expect(await repair(db, chosen!)).toMatchObject({
        rule: first,
        is_new: true,
        repaired_at: expect.any(Date),
      });
      expect((await known(db, accountId)).filter((one) => one.repaired_at === null)).toEqual([]);
      expect(await auditCredits(db.pool, accountId)).toEqual([]);
      expect(await db.rows('select * from public.audit_usage($1, $1)', [accountId])).toEqual([]);
      expect(await repair(db, chosen!)).toMatchObject({ rule: first, is_new: false });
    }
  });

  it('does what was due long ago', async () => {
    const db = database();
    const accountId = await customer(db);
    const found = await look(db, accountId, later);
    expect(found.map(({ rule }) => rule)).toEqual([
      'no credits are past their time',
      'no hold is past its time',
    ]);
    for (const finding of found) await repair(db, finding, later);
    expect(await look(db, accountId, later)).toMatchObject([
      { repaired_at: expect.any(Date) },
      { repaired_at: expect.any(Date) },
    ]);
    expect(
      await db.one('select held from public.credit_balances where account_id = $1', [accountId]),
    ).toEqual({
      held: 0,
    });
    expect(await db.counters(accountId)).toMatchObject([{ used: 10, reserved: 0 }]);
  });

  it('is not offered where the ledger itself is broken, and refused', async () => {
    const db = database();
    const accountId = await customer(db);
    await tamper(db.pool, `${balances} balance = balance + 1 where account_id = $1`, [accountId]);
    await tamper(
      db.pool,
      'update public.credit_transactions set balance_after = 71 where account_id = $1 and seq = 2',
      [accountId],
    );
    const found = await look(db, accountId);
    expect(found.map(({ rule, repair: offered }) => [rule, offered])).toEqual([
      ['a line follows from the one before', null],
      ['balance = sum of lots', null],
    ]);
    for (const finding of found) expect(await sqlstate(repair(db, finding))).toBe('MSCON');
    await tamper(db.pool, `${balances} balance = balance - 1 where account_id = $1`, [accountId]);
    await tamper(
      db.pool,
      'update public.credit_transactions set balance_after = 70 where account_id = $1 and seq = 2',
      [accountId],
    );
    expect(await look(db, accountId)).toEqual([]);
  });

  it('changes nothing where it would not help', async () => {
    const db = database();
    const accountId = await customer(db);
    // A repair that was offered before the ledger was broken, too.
    await tamper(db.pool, `${lots} remaining = 60 where account_id = $1`, [accountId]);
    const [finding] = await look(db, accountId);
    await tamper(db.pool, 'delete from public.credit_transactions where account_id = $1 and seq = 2', [
      accountId,
    ]);
    expect(await sqlstate(repair(db, finding!))).toBe('MSCON');
    const lot = 'select remaining, used from public.credit_lots where account_id = $1';
    expect(await db.rows(lot, [accountId])).toEqual([{ remaining: 60, used: 30 }]);
  });

  it.each([
    ['another rule would be broken', 'update public.usage_records set amount = 150 where account_id = $1'],
    [
      'the number cannot be so',
      `insert into public.usage_records (account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start)
       select account_id, public.uuid_v7(created_at), feature_code, 'void', -50, occurred_at, created_at, period_start
       from public.usage_records where account_id = $1`,
    ],
  ])('changes nothing where %s by what it would derive', async (_why, statement) => {
    const db = database();
    const accountId = await customer(db);
    await tamper(db.pool, statement, [accountId]);
    const [finding] = await look(db, accountId);
    expect(finding).toMatchObject({ rule: 'used = sum of records', repair: 'recount_usage' });
    expect(await sqlstate(repair(db, finding!))).toBe('MSCON');
    expect(await db.counters(accountId)).toMatchObject([{ used: 10 }]);
    expect(await look(db, accountId)).toMatchObject([{ id: finding?.id, repaired_at: null }]);
    await tamper(db.pool, `delete from public.usage_records where account_id = $1 and amount < 0`, [
      accountId,
    ]).catch(() =>
      tamper(db.pool, 'update public.usage_records set amount = 10 where account_id = $1', [accountId]),
    );
    expect(await look(db, accountId)).toEqual([]);
  });

  it('tells that a finding is gone by itself, or never was', async () => {
    const db = database();
    const accountId = await customer(db);
    await tamper(db.pool, `${counters} used = 9 where account_id = $1`, [accountId]);
    const [finding] = await look(db, accountId);
    await tamper(db.pool, `${counters} used = 10 where account_id = $1`, [accountId]);
    expect(await sqlstate(repair(db, finding!))).toBe('MSNOF');
    expect(await sqlstate(repair(db, { id: randomUUID() }))).toBe('MSNOF');
  });

  it('repairs once for twenty who ask at the same time, while the account goes on', async () => {
    const db = database();
    const accountId = await customer(db);
    await tamper(db.pool, `${lots} remaining = 60 where account_id = $1`, [accountId]);
    const [finding] = await look(db, accountId);
    const spend = () =>
      db.rows(`select * from public.consume_credits($1, '[{"amount": 1}]', $2)`, [accountId, start]);
    const done = await Promise.all([
      ...Array.from({ length: 20 }, () => repair(db, finding!)),
      ...Array.from({ length: 20 }, spend),
    ]);
    expect(done.filter((one) => 'is_new' in one && one.is_new)).toHaveLength(1);
    expect(await auditCredits(db.pool, accountId)).toEqual([]);
    expect((await look(db, accountId)).filter((one) => one.repaired_at === null)).toEqual([]);
  });
});

describe('look_at_accounts', () => {
  it('keeps the id of what it finds again, and lets go of what is gone', async () => {
    const db = database();
    const accountId = await customer(db);
    await tamper(db.pool, `${counters} used = 9 where account_id = $1`, [accountId]);
    const [first] = await look(db, accountId);
    await tamper(db.pool, `${counters} used = 8 where account_id = $1`, [accountId]);
    expect(await look(db, accountId, later)).toContainEqual({ ...first });
    await tamper(db.pool, `${counters} used = 10 where account_id = $1`, [accountId]);
    expect(await look(db, accountId)).toEqual([]);
  });

  it('finds again what was repaired and is broken anew', async () => {
    const db = database();
    const accountId = await customer(db);
    for (let round = 1; round <= 2; round += 1) {
      await tamper(db.pool, `${counters} used = 9 where account_id = $1`, [accountId]);
      const [finding] = await look(db, accountId);
      expect(finding?.repaired_at).toBeNull();
      expect(await repair(db, finding!)).toMatchObject({ is_new: true });
    }
  });
});
