import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, settle, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();

describe('consume_credits_many', () => {
  it('judges each account by itself and in its order, whatever the order of accounts', async () => {
    const db = database();
    const plain = await db.account(100);
    const several = await db.account({ amount: 3, priority: 1 }, 100);
    const poor = await db.account(5);
    const unknown = randomUUID();
    const outcomes = await db.consumeMany([
      { accountId: poor, amount: 4 },
      { accountId: several, amount: 2 },
      { accountId: unknown, amount: 1 },
      { accountId: plain, amount: 10 },
      { accountId: poor, amount: 4 },
      { accountId: several, amount: 2 },
      { accountId: plain, amount: 20 },
      { accountId: poor, amount: 1 },
      { accountId: plain, action: 'nonsense' },
    ]);
    expect(outcomes.map(({ code, status, available }) => [code ?? status, available])).toEqual([
      ['recorded', 1],
      ['recorded', 101],
      ['account_unknown', null],
      ['recorded', 90],
      ['insufficient_credits', 1],
      ['recorded', 99],
      ['recorded', 70],
      ['recorded', 0],
      ['action_unknown', null],
    ]);
    expect(await db.lines(plain)).toEqual(['grant 100', 'consume 10', 'consume 20']);
    expect(outcomes.map(({ seq }) => seq)).toEqual([2, 3, null, 2, null, 4, 3, 3, null]);
  });

  it('answers replays and refusals beside new uses, in both halves', async () => {
    const db = database();
    const plain = await db.account(100);
    const several = await db.account(3, 100);
    const firsts = await db.consumeMany(
      [plain, several].map((accountId) => ({ accountId, amount: 2, key: 'a' })),
    );
    const outcomes = await db.consumeMany(
      [plain, several].flatMap((accountId) => [
        { accountId, amount: 2, key: 'a' },
        { accountId, amount: 3, key: 'a' },
        { accountId, amount: 2, key: 'b' },
      ]),
    );
    expect(outcomes.map(({ code, status }) => code ?? status)).toEqual(
      [plain, several].flatMap(() => ['replayed', 'idempotency_mismatch', 'recorded']),
    );
    expect([outcomes[0]?.transaction_id, outcomes[3]?.transaction_id]).toEqual(
      firsts.map((first) => first.transaction_id),
    );
  });

  it('settles what is due first, of those accounts alone', async () => {
    const db = database();
    const expiresAt = after(start, { hours: 1 });
    const due = await db.account({ amount: 10, expiresAt }, 10);
    const other = await db.account(10);
    expect(
      await db.consumeMany(
        [due, other, due].map((accountId) => ({ accountId, amount: 6 })),
        expiresAt,
      ),
    ).toMatchObject([
      { status: 'recorded', available: 4 },
      { status: 'recorded', available: 4 },
      { code: 'insufficient_credits' },
    ]);
  });

  it('gives up soon on a balance that somebody holds, and tells which', async () => {
    const db = database();
    const [held, free] = [await db.account(10), await db.account(10)];
    const holder = await db.pool.connect();
    const uses = [held, free].map((accountId) => ({ accountId, amount: 1 }));
    try {
      await holder.query('begin');
      await holder.query('select from public.credit_balances where account_id = $1 for no key update', [
        held,
      ]);
      expect(await sqlstate(db.consumeMany(uses))).toBe('55P03');
      expect(
        await db.rows('select public.held_credit_accounts($1::uuid[]) as id', [[held, free, randomUUID()]]),
      ).toEqual([{ id: held }]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await db.consumeMany(uses)).toMatchObject([{ status: 'recorded' }, { status: 'recorded' }]);
  });

  it('refuses an account that was not there to be locked, though it comes meanwhile', async () => {
    const db = database();
    const [first, late] = ['00000000-0000-4000-8000-000000000001', 'ffffffff-ffff-4fff-8fff-ffffffffffff'];
    const patience = (setting: string) =>
      db.rows(`alter function public.consume_credits_many set lock_timeout = '${setting}'`);
    const make = (id: string) =>
      db.rows(`insert into public.accounts (id, kind, name) values ($1, 'external', 'x')`, [id]);
    await make(first);
    await patience('20s');
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.credit_balances where account_id = $1 for update', [first]);
      const uses = db.consumeMany([first, late].map((accountId) => ({ accountId, amount: 1 })));
      await db.waitForBlocked();
      await make(late);
      await holder.query('commit');
      expect((await uses).map(({ code }) => code)).toEqual(['insufficient_credits', 'account_unknown']);
    } finally {
      holder.release();
      await patience('50ms');
    }
  });

  it('beside others in other orders neither deadlocks nor loses a credit', async () => {
    const db = database();
    const accounts = await Promise.all(Array.from({ length: 6 }, () => db.account(40, 60)));
    const batch = (shift: number) =>
      accounts.map((_, place) => ({
        accountId: accounts[(place * 5 + shift) % accounts.length] ?? '',
        amount: 7,
      }));
    const retried = async (shift: number) => {
      for (;;) {
        const refusal = await sqlstate(db.consumeMany(batch(shift)));
        if (refusal === undefined) return;
        // A busy machine may hold a balance for longer than a use takes.
        if (refusal !== '55P03') throw new Error(refusal);
      }
    };
    expect(await settle(Array.from({ length: 16 }, (_, shift) => retried(shift)))).toEqual({
      succeeded: 16,
      failed: {},
    });
    for (const accountId of accounts) expect(await db.state(accountId)).toEqual([2, 0, 0]);
  });
});
