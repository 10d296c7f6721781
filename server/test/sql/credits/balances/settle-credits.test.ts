import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
/** As the pool reads Postgres's infinity. */
const never = new Date(8.64e15);
const inHours = (hours: number) => after(start, { hours });

describe('an account', () => {
  it('has a balance from its birth', async () => {
    const db = database();
    const accountId = await db.account();
    expect(
      await db.rows(
        'select balance, held, debt, last_seq from public.credit_balances where account_id = $1',
        [accountId],
      ),
    ).toEqual([{ balance: 0, held: 0, debt: 0, last_seq: 0 }]);
  });

  it('that is not there has no state', async () => {
    expect(await database().rows('select * from public.credit_state($1, $2)', [randomUUID(), start])).toEqual(
      [{ available: null, held: null, debt: null, valid_until: null, version: null }],
    );
  });
});

describe('settle_credits', () => {
  it('changes nothing before something is due', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: inHours(2) });
    await db.reserve(accountId, { amount: 3, ttl: '1 hour' });
    const before = await db.fingerprint();
    await db.rows('select public.settle_credits($1, $2)', [accountId, after(inHours(1), { seconds: -1 })]);
    expect(await db.fingerprint()).toBe(before);
  });

  it('first frees holds, then lets lots expire, and knows what is due next', async () => {
    const db = database();
    const accountId = await db.account(
      { amount: 10, expiresAt: inHours(2) },
      { amount: 10, expiresAt: inHours(3) },
    );
    await db.reserve(accountId, { amount: 4, ttl: '2 hours' });
    const settled = await db.one<{ balance: number; held: number; due_at: Date }>(
      'select * from public.settle_credits($1, $2)',
      [accountId, inHours(2)],
    );
    expect(settled).toMatchObject({ balance: 10, held: 0, due_at: new Date(inHours(3)) });
    expect((await db.lines(accountId)).slice(2)).toEqual(['expire 10']);
  });

  it('refuses an account that is not there', async () => {
    const settling = database().rows('select public.settle_credits($1, $2)', [randomUUID(), start]);
    expect(await sqlstate(settling)).toBe('MSAUN');
  });
});

describe('credit_state', () => {
  it('tells what settling would leave, and until when that may be believed', async () => {
    const db = database();
    const accountId = await db.account(
      { amount: 10, expiresAt: inHours(2) },
      { amount: 10, expiresAt: inHours(3) },
    );
    await db.reserve(accountId, { amount: 4, ttl: '1 hour' });
    await db.reserve(accountId, { amount: 4, ttl: '4 hours' });
    const state = (hours: number) =>
      db.one('select available, held, debt, valid_until from public.credit_state($1, $2)', [
        accountId,
        inHours(hours),
      ]);
    expect(await state(0)).toMatchObject({ available: 12, held: 8, valid_until: new Date(inHours(1)) });
    expect(await state(1)).toMatchObject({ available: 16, held: 4, valid_until: new Date(inHours(2)) });
    expect(await state(2)).toMatchObject({ available: 10, held: 4, valid_until: new Date(inHours(3)) });
    expect(await state(3)).toMatchObject({ available: 0, held: 4, valid_until: new Date(inHours(4)) });
    expect(await state(4)).toMatchObject({ available: 0, held: 0, valid_until: never });
  });

  it('has a greater version after each change', async () => {
    const db = database();
    const accountId = await db.account(100);
    const version = async () =>
      (await db.one<{ version: number }>('select version from public.credit_state($1)', [accountId])).version;
    const versions = [await version()];
    const { transaction_id: use } = await db.use(accountId, 10);
    versions.push(await version());
    const { id } = await db.reserve(accountId, 10);
    versions.push(await version());
    await db.release(accountId, id);
    versions.push(await version());
    await db.giveBack(accountId, use);
    versions.push(await version());
    expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
  });
});

describe('credit_lots_at', () => {
  it('lists what holds or owes something, as it would be then', async () => {
    const db = database();
    const accountId = await db.account(5, { amount: 10, expiresAt: inHours(2), priority: 1 });
    await db.use(accountId, 1);
    await db.reserve(accountId, { amount: 9, ttl: '3 hours' });
    const lots = async (hours: number) =>
      (
        await db.rows<{ remaining: number; held: number }>('select * from public.credit_lots_at($1, $2)', [
          accountId,
          inHours(hours),
        ])
      ).map(({ remaining, held }) => [remaining, held]);
    expect(await lots(1)).toEqual([
      [9, 9],
      [5, 0],
    ]);
    expect(await lots(2)).toEqual([
      [9, 9],
      [5, 0],
    ]);
    expect(await lots(3)).toEqual([[5, 0]]);
  });
});

describe('expire_credits', () => {
  it('settles those for whom something is due, the longest first, so many at a time', async () => {
    const db = database();
    await db.sweep('2100-01-01Z');
    const accounts: string[] = [];
    for (const hours of [3, 1, 2]) {
      accounts.push(await db.account({ amount: 10, expiresAt: inHours(hours) }));
    }
    const [third, first, second] = accounts;
    const sweep = (limit: number, hours: number) => db.sweep(inHours(hours), limit);
    expect(await sweep(10, 0)).toEqual([]);
    expect(await sweep(1, 2)).toEqual([first]);
    expect(await sweep(10, 2)).toEqual([second]);
    expect(await sweep(10, 9)).toEqual([third]);
    expect(await sweep(10, 9)).toEqual([]);
    expect(await db.lines(first ?? '')).toEqual(['grant 10', 'expire 10']);
  });

  it('leaves out whom somebody holds, waiting for nobody', async () => {
    const db = database();
    const held = await db.account({ amount: 10, expiresAt: inHours(1) });
    const free = await db.account({ amount: 10, expiresAt: inHours(1) });
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.credit_balances where account_id = $1 for update', [held]);
      expect(await db.sweep(inHours(1))).toEqual([free]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await db.sweep(inHours(1))).toEqual([held]);
  });

  it('passes by an account that can’t be settled', async () => {
    const db = database();
    const broken = await db.account({ amount: 10, expiresAt: inHours(1) });
    const sound = await db.account({ amount: 10, expiresAt: inHours(1) });
    const setBalance = (amount: number) =>
      db.rows('update public.credit_balances set balance = $2 where account_id = $1', [broken, amount]);
    // Less than what is to expire: its books are wrong.
    await setBalance(0);
    expect(await db.sweep(inHours(1))).toEqual([sound]);
    expect(await db.lines(broken)).toEqual(['grant 10']);
    await setBalance(10);
    expect(await db.sweep(inHours(1))).toEqual([broken]);
  });

  it('goes on behind the last one it looked at, also among those due at the same instant', async () => {
    const db = database();
    const accounts: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      accounts.push(await db.account({ amount: 10, expiresAt: inHours(1) }));
    }
    await db.rows('update public.credit_balances set balance = 0 where account_id = any ($1)', [accounts]);
    const seen: string[] = [];
    let place: [string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const rows = await db.rows<{ id: string; due: string; is_settled: boolean }>(
        'select account_id as id, due_at::text as due, is_settled from public.expire_credits(2, $2, $3, $1)',
        [inHours(1), ...place],
      );
      seen.push(...rows.filter((row) => !row.is_settled).map(({ id }) => id));
      const last = rows.at(-1);
      if (!last || rows.length < 2) break;
      place = [last.due, last.id];
    }
    expect(seen).toEqual(accounts.toSorted());
    await db.rows('update public.credit_balances set balance = 10 where account_id = any ($1)', [accounts]);
  });

  it('refuses a node of an earlier version, which knows no place and would never come to an end', async () => {
    const before = database().rows('select id from public.expire_credits(p_limit => 50) as id');
    expect(await sqlstate(before)).toBe('42883');
  });

  it('beside uses expires each credit once', async () => {
    const db = database();
    const accounts = await Promise.all(
      Array.from({ length: 6 }, () => db.account({ amount: 10, expiresAt: inHours(1) }, 5)),
    );
    await Promise.all([
      ...accounts.map((accountId) => db.use(accountId, 1, inHours(1))),
      ...accounts.map(() => db.sweep(inHours(1), 3)),
    ]);
    for (const accountId of accounts) expect(await db.state(accountId, inHours(1))).toEqual([4, 0, 0]);
  });
});
