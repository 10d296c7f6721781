import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

/** Where a hold meets an expiry or a revocation, in both orders. */

const database = useCreditsDatabase();
const lotEnd = after(start, { seconds: 60 });
const holdEnd = after(start, { seconds: 300 });

describe('a hold and the expiry of its lot', () => {
  it.each([
    ['use of the same lot, of which the rest expires', lotEnd],
    ['nobody, until it ends', holdEnd],
  ])('the held part lives on, beside %s', async (_, at) => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: lotEnd });
    await db.reserve(accountId, 4);
    const isOver = at === holdEnd;
    expect(await db.state(accountId, at)).toEqual([0, isOver ? 0 : 4, 0]);
    await db.use(accountId, 1, at);
    expect(await db.state(accountId, at)).toEqual([0, isOver ? 0 : 4, 0]);
    // What is free then goes as one.
    expect((await db.lines(accountId)).slice(1)).toEqual([isOver ? 'expire 10' : 'expire 6']);
  });

  it('committed after the lot’s end it is spent, and the rest expires', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: lotEnd });
    const { id } = await db.reserve(accountId, 8);
    await db.commit(accountId, id, 5, after(lotEnd, { seconds: 1 }));
    expect(await db.state(accountId, lotEnd)).toEqual([0, 0, 0]);
    expect(await db.lines(accountId)).toEqual(['grant 10', 'expire 2', 'consume 5', 'expire 3']);
  });

  it('released after the lot’s end it expires, without a new lot', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: lotEnd });
    const { id } = await db.reserve(accountId, 8);
    await db.release(accountId, id, after(lotEnd, { seconds: 1 }));
    expect(await db.lines(accountId)).toEqual(['grant 10', 'expire 2', 'expire 8']);
    expect(await db.lots(accountId)).toMatchObject([{ expired: 10, remaining: 0 }]);
  });

  it('released before the lot’s end it is free, and expires in time', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: lotEnd });
    const { id } = await db.reserve(accountId, 10);
    await db.release(accountId, id);
    expect(await db.state(accountId)).toEqual([10, 0, 0]);
    expect(await db.state(accountId, lotEnd)).toEqual([0, 0, 0]);
    await db.use(accountId, 1, lotEnd);
    expect(await db.lines(accountId)).toEqual(['grant 10', 'expire 10']);
  });
});

describe('a hold’s end and its commit', () => {
  it('at the same instant: the hold is over', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 8);
    expect(await sqlstate(db.commit(accountId, id, null, holdEnd))).toBe('MSRCL');
    expect(await db.use(accountId, 10, holdEnd)).toMatchObject({ status: 'recorded' });
  });

  it('just before: the commit counts, and the end finds nothing', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 8);
    await db.commit(accountId, id, null, after(holdEnd, { seconds: -1 }));
    expect(await db.state(accountId, holdEnd)).toEqual([2, 0, 0]);
    expect(await db.commit(accountId, id, null, holdEnd)).toMatchObject({ status: 'committed' });
  });
});

describe('a node whose clock is behind', () => {
  it('finds a hold over that another has seen end', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 8);
    await db.use(accountId, 5, holdEnd);
    expect(await sqlstate(db.commit(accountId, id))).toBe('MSRCL');
    expect(await db.release(accountId, id)).toMatchObject({ status: 'expired' });
    expect(await db.state(accountId)).toEqual([5, 0, 0]);
  });

  it('still may commit a hold whose end nobody has seen, and whose lot has ended for others', async () => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: lotEnd });
    const { id } = await db.reserve(accountId, 8);
    await db.use(accountId, 1, after(lotEnd, { seconds: 5 }));
    await db.commit(accountId, id, 6, after(lotEnd, { seconds: -5 }));
    // By its clock the lot lives: what was freed expires when the next one looks.
    expect(await db.state(accountId, lotEnd)).toEqual([0, 0, 0]);
    await db.use(accountId, 1, lotEnd);
    expect((await db.lines(accountId)).slice(1)).toEqual(['expire 2', 'consume 6', 'expire 2']);
  });
});

describe('a hold and the revocation of its lot', () => {
  it('the hold stays, and its part becomes debt; released, it pays that', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lotId } = await db.grant(accountId, { amount: 10 });
    const { id } = await db.reserve(accountId, 6);
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 10, owed: 6 });
    expect(await db.state(accountId)).toEqual([0, 6, 6]);
    await db.release(accountId, id);
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
    expect((await db.lines(accountId)).slice(1)).toEqual(['revoke 4', 'debt 6', 'debt_repaid 6']);
  });

  it('committed, the debt stays', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lotId } = await db.grant(accountId, { amount: 10 });
    const { id } = await db.reserve(accountId, 6);
    await db.revoke(accountId, lotId);
    await db.commit(accountId, id, 4);
    // Two were freed and paid.
    expect(await db.state(accountId)).toEqual([0, 0, 4]);
  });

  it('expired, it pays the debt', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lotId } = await db.grant(accountId, { amount: 10, expiresAt: lotEnd });
    await db.reserve(accountId, 6);
    await db.revoke(accountId, lotId, { total: 8 });
    expect(await db.state(accountId, holdEnd)).toEqual([0, 0, 0]);
    await db.use(accountId, 1, holdEnd);
    expect((await db.lines(accountId)).slice(1)).toEqual(['revoke 4', 'debt 4', 'debt_repaid 4', 'expire 2']);
  });

  it('revoked first, there is nothing to hold', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lotId } = await db.grant(accountId, { amount: 10 });
    await db.revoke(accountId, lotId, { amount: 5 });
    expect(await sqlstate(db.reserve(accountId, 6))).toBe('MSICR');
  });
});
