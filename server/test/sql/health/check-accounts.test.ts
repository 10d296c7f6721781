import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { foundAfter, type Found } from '../../harness/database/found-after.ts';
import { after, start, useMeteringDatabase, type MeteringDatabase } from '../../harness/metering/metering.ts';

const database = useMeteringDatabase();

/** An account that has used, holds, has committed and was alerted, and has credits, a hold of them, and a debt. */
async function veteran(db: MeteringDatabase): Promise<string> {
  const accountId = await db.account({ calls: { quota: 100 } });
  await db.record(accountId, [{ amount: 85 }]);
  await db.rows(`select public.reserve_feature_usage($1, 'calls', 3, '5 minutes', null, $2)`, [
    accountId,
    start,
  ]);
  const { id } = await db.one<{ id: string }>(
    `select (reservation).id from public.reserve_feature_usage($1, 'calls', 4, '5 minutes', null, $2)`,
    [accountId, start],
  );
  await db.rows('select public.commit_reservation($1, $2, 4, $3)', [accountId, id, start]);
  for (const source of ['one', 'two']) {
    await db.rows(`select public.grant_credits($1, 100, 'admin', $2, p_now => $3)`, [
      accountId,
      source,
      start,
    ]);
  }
  await db.rows('select * from public.consume_credits($1, $2, $3)', [
    accountId,
    JSON.stringify([{ amount: 150 }]),
    start,
  ]);
  await db.rows(`select public.reserve_credits($1, 10, null, null, '5 minutes', null, $2)`, [
    accountId,
    start,
  ]);
  await db.rows(`update public.quota_alerts set sent_at = created_at where account_id = $1`, [accountId]);
  return accountId;
}

/** See foundAfter; looked at when all of it happened, unless told otherwise. */
const foundNow = (
  db: MeteringDatabase,
  statement: string,
  { values = [], at = start }: { values?: unknown[]; at?: string } = {},
) => foundAfter(db, statement, { values, at });

const counters = 'update public.user_usage set';
const balances = 'update public.credit_balances set';
const calls = { featureCode: 'calls' };

/** What is done, the check and rule that must name it, and what must be told of the row. */
const corruptions: [check: string, rule: string, statement: string, detail: object][] = [
  [
    'balances',
    'balance = sum of lots',
    `${balances} balance = balance + 1 where account_id = $1`,
    { is: '51', 'should be': '50' },
  ],
  [
    'balances',
    'remaining = sum of lines',
    'update public.credit_lots set remaining = remaining - 1 where account_id = $1 and remaining = 50',
    { is: 49, 'should be': 50 },
  ],
  [
    'balances',
    'held of a lot = sum of its holds',
    'update public.credit_lots set held = 9 where account_id = $1 and held = 10',
    { is: 9, 'should be': 10 },
  ],
  [
    'ledger',
    'lines have no gap',
    'delete from public.credit_transactions where account_id = $1 and seq = 2',
    { is: 3, 'should be': 2 },
  ],
  [
    'ledger',
    'a line = sum of its allocations',
    'update public.credit_allocations set amount = amount + 1 where account_id = $1 and ordinal = 1',
    { seq: 3, is: 150, 'should be': 151 },
  ],
  [
    'ledger',
    'used = uses that did not come back',
    'update public.credit_lots set used = used - 1 where account_id = $1 and used = 50',
    { is: 49, 'should be': 50 },
  ],
  [
    'anomalies',
    'used = sum of records',
    `${counters} used = used + 2 where account_id = $1`,
    { ...calls, is: 91, 'should be': 89 },
  ],
  [
    'anomalies',
    'used = sum of records',
    'update public.usage_records set amount = 1 where account_id = $1 and amount = 4',
    { ...calls, is: 89, 'should be': 86 },
  ],
  [
    'anomalies',
    'reserved = sum of holds',
    `${counters} reserved = 5 where account_id = $1`,
    { ...calls, is: 5, 'should be': 3 },
  ],
  [
    'anomalies',
    'charged records have a counter',
    'delete from public.user_usage where account_id = $1',
    { ...calls, is: 89, 'should be': 0 },
  ],
  [
    'anomalies',
    'periods do not overlap',
    `insert into public.user_usage (
       account_id, feature_code, period_start, period_end, reset_period, time_zone, quota, counts_from, version
     )
     select account_id, feature_code, period_start + interval '1 day', period_end, reset_period, time_zone, 100,
       period_start + interval '1 day', 1
     from public.user_usage where account_id = $1`,
    calls,
  ],
  [
    'anomalies',
    'no counter is above its quota',
    `${counters} quota = 91 where account_id = $1`,
    { ...calls, is: 92, 'should be at most': 91 },
  ],
  [
    'anomalies',
    'a committed hold = its record',
    `update public.usage_reservations set committed_amount = 5 where account_id = $1 and status = 'committed'`,
    { is: 4, 'should be': 5 },
  ],
  [
    'anomalies',
    'an alert was crossed',
    'update public.quota_alerts set used = 79 where account_id = $1',
    { is: 79, 'should be at least': 80 },
  ],
  [
    'anomalies',
    'alerts go out',
    'update public.quota_alerts set sent_at = null, created_at = $2 where account_id = $1',
    calls,
  ],
];

const hourAgo = after(start, { hours: -1 });

describe('check_accounts', () => {
  it.each(corruptions)('%s: finds that “%s” does not hold (%#)', async (check, rule, statement, detail) => {
    const db = database();
    const accountId = await veteran(db);
    await veteran(db);
    const values = statement.includes('$2') ? [accountId, hourAgo] : [accountId];
    const found = await foundNow(db, statement, { values });
    expect(found).toContainEqual({
      check_name: check,
      rule,
      account_id: accountId,
      detail: expect.objectContaining(detail),
    });
    expect(new Set(found.map((one) => one.account_id))).toEqual(new Set([accountId]));
  });

  it('finds what is more than an hour past its time, and what is less it does not', async () => {
    const db = database();
    const accountId = await veteran(db);
    const of = (found: Found[]) =>
      found.filter((one) => one.account_id === accountId).map(({ rule }) => rule);
    expect(of(await foundNow(db, '', { at: after(start, { seconds: 65 * 60 }) }))).toEqual([]);
    expect(of(await foundNow(db, '', { at: after(start, { seconds: 65 * 60 + 1 }) }))).toEqual([
      'no hold is past its time',
      'no credits are past their time',
    ]);
  });

  it('believes a counter whose records went with their month, but not more records than it counts', async () => {
    const db = database();
    const accountId = await veteran(db);
    const of = (found: Found[]) =>
      found.filter((one) => one.account_id === accountId).map(({ rule }) => rule);
    const older = `update public.user_usage
      set period_start = '2001-01-01', counts_from = '2001-01-01', used = used + $2 where account_id = $1`;
    const moved = `with moved as (${older} returning 1)
      update public.usage_records set period_start = '2001-01-01' where account_id = $1`;
    const holds = ['reserved = sum of holds'];
    expect(of(await foundNow(db, moved, { values: [accountId, 7] }))).toEqual(holds);
    expect(of(await foundNow(db, moved, { values: [accountId, -7] }))).toEqual([
      'used = sum of records',
      ...holds,
    ]);
  });

  it('finds nothing where nothing is wrong', async () => {
    await veteran(database());
    expect(await foundNow(database(), '')).toEqual([]);
  });

  it('has a corruption here for each rule of metering, but for payments', async () => {
    const sources = await database().rows<{ source: string }>(
      `select prosrc as source from pg_catalog.pg_proc where proname ~ '^(audit_usage_(?!payments)|overdue_of_accounts)'`,
    );
    const rules = new Set(
      sources.flatMap(({ source }) =>
        [...source.matchAll(/(?:select|\()\s+'([a-z_]+(?: [a-z=_]+)+)', /g)].map(([, rule]) => rule),
      ),
    );
    const overdue = ['no hold is past its time', 'no credits are past their time'];
    const tried = corruptions.filter(([check]) => check === 'anomalies').map(([, rule]) => rule);
    expect([...rules].sort()).toEqual([...new Set([...tried, ...overdue])].sort());
  });

  it('looks at rows of accounts that are gone', async () => {
    const found = await foundNow(
      database(),
      `insert into public.credit_lots (account_id, id, source, source_id, amount, remaining, priority, created_at)
       values ($1, $1, 'admin', 'x', 5, 5, 50, $2)`,
      { values: [randomUUID(), start] },
    );
    expect(found.map(({ rule }) => rule)).toContain('remaining = sum of lines');
  });
});
