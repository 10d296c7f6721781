import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, settle, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const unknownId = '00000000-0000-7000-8000-000000000000';

/** An account that has spent 9 of three lots of 4. */
async function spender() {
  const accountId = await database().account(
    { amount: 4, priority: 1 },
    { amount: 4, priority: 2 },
    { amount: 4, priority: 3 },
  );
  const { transaction_id: use } = await database().use(accountId, 9);
  const remaining = async () => (await database().lots(accountId)).map((lot) => lot.remaining);
  return { accountId, use, remaining };
}

describe('return_credits', () => {
  it('gives all back to the lots it came from, and no more', async () => {
    const { accountId, use, remaining } = await spender();
    const returned = await database().giveBack(accountId, use);
    expect(returned).toMatchObject({ amount: 9, available: 12, is_replay: false });
    expect(await remaining()).toEqual([4, 4, 4]);
    expect((await database().lots(accountId)).map((lot) => lot.used)).toEqual([0, 0, 0]);
    expect(await sqlstate(database().giveBack(accountId, use))).toBe('MSRET');
    expect(await sqlstate(database().giveBack(accountId, use, { amount: 1 }))).toBe('MSRET');
  });

  it('goes backwards, so that parts equal having used less', async () => {
    const { accountId, use, remaining } = await spender();
    await database().giveBack(accountId, use, { amount: 2 });
    expect(await remaining()).toEqual([0, 1, 4]);
    await database().giveBack(accountId, use, { amount: 4 });
    expect(await remaining()).toEqual([1, 4, 4]);
    expect(await sqlstate(database().giveBack(accountId, use, { amount: 4 }))).toBe('MSRET');
    await database().giveBack(accountId, use);
    expect(await remaining()).toEqual([4, 4, 4]);
  });

  it('gives back what a hold was committed to', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 8);
    const { transaction_id: use } = await db.commit(accountId, id);
    expect(await db.giveBack(accountId, use ?? '', { amount: 3 })).toMatchObject({ available: 5 });
  });

  it('with a key returns once, and refuses other content', async () => {
    const db = database();
    const { accountId, use } = await spender();
    const first = await db.giveBack(accountId, use, { amount: 2, key: 'a' });
    await db.giveBack(accountId, use, { amount: 1 });
    const again = await db.giveBack(accountId, use, { amount: 2, key: 'a' });
    expect(again).toMatchObject({ transaction_id: first.transaction_id, amount: 2, is_replay: true });
    const { transaction_id: other } = await db.use(accountId, { amount: 2, key: 'a' });
    expect(await sqlstate(db.giveBack(accountId, use, { amount: 3, key: 'a' }))).toBe('MSIDM');
    expect(await sqlstate(db.giveBack(accountId, other, { amount: 2, key: 'a' }))).toBe('MSIDM');
    expect(await sqlstate(db.giveBack(accountId, use, { amount: 2, key: 'a', reason: 'another' }))).toBe(
      'MSIDM',
    );
  });

  it('with a key tells a part from all that was left', async () => {
    const db = database();
    const { accountId, use } = await spender();
    await db.giveBack(accountId, use, { amount: 2, key: 'a part' });
    expect(await sqlstate(db.giveBack(accountId, use, { key: 'a part' }))).toBe('MSIDM');
    const rest = await db.giveBack(accountId, use, { key: 'the rest' });
    expect(await db.giveBack(accountId, use, { key: 'the rest' })).toEqual({ ...rest, is_replay: true });
    expect(await sqlstate(db.giveBack(accountId, use, { amount: 1, key: 'the rest' }))).toBe('MSIDM');
  });

  it('refuses what is unknown, another’s, no use, or no amount', async () => {
    const db = database();
    const { accountId, use } = await spender();
    const { transaction_id: grant } = await db.grant(accountId);
    expect(await sqlstate(db.giveBack(accountId, unknownId))).toBe('MSNOF');
    expect(await sqlstate(db.giveBack(await db.account(), use))).toBe('MSNOF');
    expect(await sqlstate(db.giveBack(accountId, grant))).toBe('MSCON');
    expect(await sqlstate(db.giveBack(accountId, use, { amount: 0 }))).toBe('MSINV');
    expect(await sqlstate(db.giveBack(accountId, use, { amount: 10 }))).toBe('MSRET');
    expect(await sqlstate(db.giveBack(unknownId, use))).toBe('MSAUN');
  });

  it('refuses what the balance can’t hold', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { transaction_id: use } = await db.use(accountId, 10);
    await db.grant(accountId, { amount: Number.MAX_SAFE_INTEGER - 9 });
    expect(await sqlstate(db.giveBack(accountId, use))).toBe('MSINV');
    await db.giveBack(accountId, use, { amount: 9 });
  });

  it('of two at once, the second sees the first', async () => {
    const db = database();
    for (let round = 0; round < 5; round += 1) {
      const { accountId, use } = await spender();
      expect(await settle([6, 6, 6].map((amount) => db.giveBack(accountId, use, { amount })))).toEqual({
        succeeded: 1,
        failed: { MSRET: 2 },
      });
      expect(await db.state(accountId)).toEqual([9, 0, 0]);
    }
  });
});

describe('a return and the expiry of a lot', () => {
  const end = after(start, { hours: 1 });

  it('what comes back to lots that are past is one new lot of seven days', async () => {
    const db = database();
    const accountId = await db.account(
      { amount: 4, priority: 1, expiresAt: end },
      { amount: 4, priority: 2, expiresAt: end },
      { amount: 4, priority: 3 },
    );
    const { transaction_id: use } = await db.use(accountId, 10);
    const returned = await db.giveBack(accountId, use, {}, end);
    expect(returned).toMatchObject({ amount: 10, available: 12 });
    expect(await db.newestLot(accountId)).toMatchObject({
      id: returned.transaction_id,
      source: 'refund',
      amount: 8,
      remaining: 8,
      expires_at: new Date(after(end, { days: 7 })),
    });
    expect((await db.parts(accountId, returned.transaction_id)).map(([, amount]) => amount)).toEqual([2, 8]);
    expect(await db.state(accountId, after(end, { days: 7 }))).toEqual([4, 0, 0]);
  });

  it('returned before, it expires with its lot', async () => {
    const db = database();
    const accountId = await db.account({ amount: 4, expiresAt: end });
    const { transaction_id: use } = await db.use(accountId, 4);
    await db.giveBack(accountId, use, {}, after(end, { seconds: -1 }));
    expect(await db.state(accountId, end)).toEqual([0, 0, 0]);
    await db.use(accountId, 1, end);
    expect(await db.lines(accountId)).toEqual(['grant 4', 'consume 4', 'return 4', 'expire 4']);
  });
});
