import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const unknownId = '00000000-0000-7000-8000-000000000000';
const end = after(start, { hours: 1 });

async function lotOf(amount: number, expiry: { expiresAt?: string } = {}) {
  const accountId = await database().account();
  const { lot_id: lotId } = await database().grant(accountId, { amount, ...expiry });
  const lot = async () => (await database().lots(accountId)).find(({ id }) => id === lotId);
  return { accountId, lotId, lot };
}

describe('revoke_credits', () => {
  it('takes what is free of a lot, and what is spent becomes debt; other lots stay', async () => {
    const db = database();
    const { accountId, lotId, lot } = await lotOf(10);
    await db.use(accountId, 7);
    await db.grant(accountId, { amount: 50 });
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 10, owed: 7 });
    expect(await lot()).toMatchObject({ remaining: 0, used: 7, revoked: 10, owed: 7 });
    // Balance and debt may both stand, and what is there may be spent.
    expect(await db.state(accountId)).toEqual([50, 0, 7]);
    expect(await db.use(accountId, 50)).toMatchObject({ status: 'recorded', available: 0 });
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 0, owed: 0 });
  });

  it('by totals, come twice and in any order, takes until so much is revoked', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(1000);
    const taken: number[] = [];
    for (const total of [300, 300, 700, 300, 5000]) {
      taken.push((await db.revoke(accountId, lotId, { total })).revoked);
    }
    expect(taken).toEqual([300, 0, 400, 0, 300]);
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
  });

  it('by an amount takes again what came back to a lot that was taken back, and paid by others', async () => {
    const db = database();
    const { accountId, lotId, lot } = await lotOf(100);
    const { transaction_id: use } = await db.use(accountId, 100);
    await db.revoke(accountId, lotId);
    await db.grant(accountId, { amount: 100 });
    await db.giveBack(accountId, use);
    expect(await db.state(accountId)).toEqual([100, 0, 0]);
    expect(await db.revoke(accountId, null, { amount: 60 })).toEqual({ revoked: 60, owed: 0 });
    expect(await lot()).toMatchObject({ amount: 100, remaining: 40, revoked: 160, owed: 0 });
    expect(await db.state(accountId)).toEqual([40, 0, 0]);
    // Of the lot itself there is nothing more to take; what was taken of it may come back.
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 0, owed: 0 });
    expect(await db.reinstate(accountId, lotId)).toEqual({ reinstated: 100, waived: 0 });
    expect(await db.state(accountId)).toEqual([140, 0, 0]);
  });

  it('never more than what has not expired', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100, { expiresAt: end });
    await db.use(accountId, 70);
    expect(await db.revoke(accountId, lotId, {}, end)).toEqual({ revoked: 70, owed: 70 });
    expect(await db.lines(accountId)).toEqual(['grant 100', 'consume 70', 'expire 30', 'debt 70']);
  });

  it('before the expiry leaves that less to take', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100, { expiresAt: end });
    await db.use(accountId, 70);
    expect(await db.revoke(accountId, lotId, { total: 20 })).toEqual({ revoked: 20, owed: 0 });
    expect(await db.revoke(accountId, lotId, {}, end)).toEqual({ revoked: 70, owed: 70 });
    expect((await db.lines(accountId)).slice(2)).toEqual(['revoke 20', 'expire 10', 'debt 70']);
  });

  it('takes nothing where others paid the debt and what came back has expired', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100, { expiresAt: end });
    const { transaction_id: use } = await db.use(accountId, 60);
    await db.revoke(accountId, lotId, { amount: 60 });
    await db.grant(accountId, { amount: 20 });
    await db.giveBack(accountId, use);
    expect(await db.revoke(accountId, lotId, {}, end)).toEqual({ revoked: 0, owed: 0 });
  });

  it('by an amount without a lot takes in burn order, no more than is available', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, priority: 1 }, 10);
    await db.reserve(accountId, 4);
    const before = await db.fingerprint();
    expect(await sqlstate(db.revoke(accountId, null, { amount: 17 }))).toBe('MSICR');
    expect(await db.fingerprint()).toBe(before);
    expect(await db.revoke(accountId, null, { amount: 9 })).toEqual({ revoked: 9, owed: 0 });
    expect((await db.lots(accountId)).map((lot) => [lot.remaining, lot.revoked])).toEqual([
      [4, 6],
      [7, 3],
    ]);
    expect((await db.lines(accountId)).slice(2)).toEqual(['revoke 9']);
  });

  it('refuses what is unknown, another’s, or no amount', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(10);
    expect(await sqlstate(db.revoke(accountId, unknownId))).toBe('MSNOF');
    expect(await sqlstate(db.revoke(await db.account(), lotId))).toBe('MSNOF');
    expect(await sqlstate(db.revoke(accountId, lotId, { amount: 0 }))).toBe('MSINV');
    expect(await sqlstate(db.revoke(accountId, lotId, { total: -1 }))).toBe('MSINV');
    expect(await sqlstate(db.revoke(accountId, lotId, { amount: 1, total: 1 }))).toBe('MSINV');
    expect(await sqlstate(db.revoke(accountId, null))).toBe('MSINV');
    expect(await sqlstate(db.revoke(unknownId, lotId))).toBe('MSAUN');
  });

  it('of concurrent totals takes the greatest once', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(1000);
    const taken = await Promise.all(
      [300, 700, 300, 700, 500].map((total) => db.revoke(accountId, lotId, { total })),
    );
    expect(taken.reduce((sum, { revoked }) => sum + revoked, 0)).toBe(700);
  });
});

describe('a return and a revocation', () => {
  it('what comes back to a lot that was revoked pays its debt first', async () => {
    const db = database();
    const { accountId, lotId, lot } = await lotOf(100);
    const { transaction_id: use } = await db.use(accountId, 60);
    await db.revoke(accountId, lotId, { amount: 80 });
    expect(await lot()).toMatchObject({ owed: 40 });
    await db.giveBack(accountId, use, { amount: 30 });
    expect(await db.state(accountId)).toEqual([0, 0, 10]);
    await db.giveBack(accountId, use);
    expect(await db.state(accountId)).toEqual([20, 0, 0]);
    expect(await lot()).toMatchObject({ remaining: 20, used: 0, revoked: 80, owed: 0 });
  });

  it('returned first, it is taken from the lot', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100);
    const { transaction_id: use } = await db.use(accountId, 60);
    await db.giveBack(accountId, use);
    expect(await db.revoke(accountId, lotId, { amount: 80 })).toEqual({ revoked: 80, owed: 0 });
  });

  it('to a lot that is past goes only what it owes', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100, { expiresAt: end });
    const { transaction_id: use } = await db.use(accountId, 100);
    await db.revoke(accountId, lotId, { amount: 30 });
    expect(await db.giveBack(accountId, use, {}, end)).toMatchObject({ amount: 100, available: 70 });
    expect(await db.newestLot(accountId)).toMatchObject({ source: 'refund', amount: 70 });
    expect(await db.state(accountId, end)).toEqual([70, 0, 0]);
  });

  it('of another lot: it comes back whole', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(10);
    await db.use(accountId, 10);
    await db.grant(accountId, { amount: 20 });
    const { transaction_id: use } = await db.use(accountId, 15);
    await db.revoke(accountId, lotId);
    expect(await db.giveBack(accountId, use)).toMatchObject({ amount: 15, available: 20 });
    expect(await db.state(accountId)).toEqual([20, 0, 10]);
  });

  it('returned before another lot is revoked, it stays', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(10);
    await db.use(accountId, 10);
    await db.grant(accountId, { amount: 20 });
    const { transaction_id: use } = await db.use(accountId, 15);
    await db.giveBack(accountId, use);
    await db.revoke(accountId, lotId);
    expect(await db.state(accountId)).toEqual([20, 0, 10]);
  });

  it('of another lot that is past: the new lot pays nothing either', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(10);
    await db.use(accountId, 10);
    await db.grant(accountId, { amount: 20, expiresAt: end });
    const { transaction_id: use } = await db.use(accountId, 15);
    await db.revoke(accountId, lotId);
    await db.giveBack(accountId, use, {}, end);
    expect(await db.state(accountId, end)).toEqual([15, 0, 10]);
  });
});

describe('reinstate_credits', () => {
  it('waives the debt first, then fills the lot', async () => {
    const db = database();
    const { accountId, lotId, lot } = await lotOf(100);
    await db.use(accountId, 60);
    await db.revoke(accountId, lotId);
    expect(await db.reinstate(accountId, lotId, 50)).toEqual({ reinstated: 50, waived: 50 });
    expect(await db.state(accountId)).toEqual([0, 0, 10]);
    expect(await db.reinstate(accountId, lotId)).toEqual({ reinstated: 50, waived: 10 });
    expect(await lot()).toMatchObject({ remaining: 40, used: 60, revoked: 0, owed: 0 });
    expect(await db.reinstate(accountId, lotId)).toEqual({ reinstated: 0, waived: 0 });
    expect((await db.lines(accountId)).slice(2)).toEqual([
      'revoke 40',
      'debt 60',
      'debt_waived 50',
      'debt_waived 10',
      'reinstate 40',
    ]);
  });

  it('leaves a lot room for its uses to come back; the rest is a lot of seven days', async () => {
    const db = database();
    const { accountId, lotId, lot } = await lotOf(100);
    const { transaction_id: use } = await db.use(accountId, 60);
    await db.revoke(accountId, lotId);
    await db.grant(accountId, { amount: 60 });
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
    await db.reinstate(accountId, lotId);
    expect(await lot()).toMatchObject({ remaining: 40, used: 60 });
    expect(await db.state(accountId)).toEqual([100, 0, 0]);
    expect(await db.state(accountId, after(start, { days: 7 }))).toEqual([40, 0, 0]);
    await db.giveBack(accountId, use);
    expect(await lot()).toMatchObject({ remaining: 100, used: 0 });
  });

  it('gives what was of a lot that is past for seven days', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100, { expiresAt: end });
    await db.revoke(accountId, lotId, { amount: 40 });
    await db.reinstate(accountId, lotId, null, end);
    expect(await db.state(accountId, end)).toEqual([40, 0, 0]);
    expect(await db.state(accountId, after(end, { days: 7 }))).toEqual([0, 0, 0]);
  });

  it('lets a later refund take again', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100);
    await db.use(accountId, 30);
    await db.revoke(accountId, lotId, { total: 100 });
    await db.reinstate(accountId, lotId);
    expect(await db.revoke(accountId, lotId, { total: 100 })).toEqual({ revoked: 100, owed: 30 });
    expect(await db.state(accountId)).toEqual([0, 0, 30]);
  });

  it('refuses what is unknown, no amount, or more than the balance can hold', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(10);
    await db.revoke(accountId, lotId);
    await db.grant(accountId, { amount: Number.MAX_SAFE_INTEGER - 5 });
    expect(await sqlstate(db.reinstate(accountId, unknownId))).toBe('MSNOF');
    expect(await sqlstate(db.reinstate(accountId, lotId, 0))).toBe('MSINV');
    expect(await sqlstate(db.reinstate(accountId, lotId))).toBe('MSINV');
    expect(await sqlstate(db.reinstate(unknownId, lotId))).toBe('MSAUN');
    expect(await db.reinstate(accountId, lotId, 5)).toEqual({ reinstated: 5, waived: 0 });
  });

  it('of concurrent twins gives back no more than was taken', async () => {
    const db = database();
    const { accountId, lotId } = await lotOf(100);
    await db.revoke(accountId, lotId, { amount: 80 });
    await Promise.all([50, 50, 50].map((amount) => db.reinstate(accountId, lotId, amount)));
    expect(await db.state(accountId)).toEqual([100, 0, 0]);
  });
});
