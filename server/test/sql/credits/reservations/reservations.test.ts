import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase, type Hold } from '../../../harness/credits/credits.ts';
import { after, settle, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const over = after(start, { seconds: 300 });
const unknownId = '00000000-0000-7000-8000-000000000000';

describe('reserve_credits', () => {
  it('holds of the lots that burn next, without a line', async () => {
    const db = database();
    const accountId = await db.account({ amount: 6, priority: 10 }, 10);
    const held = await db.reserve(accountId, 8);
    expect(held).toMatchObject({ status: 'held', amount: 8, is_replay: false, expires_at: new Date(over) });
    expect(await db.lots(accountId)).toMatchObject([
      { remaining: 6, held: 6, used: 0 },
      { remaining: 10, held: 2, used: 0 },
    ]);
    expect(await db.state(accountId)).toEqual([8, 8, 0]);
    expect(await db.lines(accountId)).toEqual(['grant 6', 'grant 10']);
  });

  it('refuses, and changes nothing: too much, both, neither, no amount, no price, no account', async () => {
    const db = database();
    const accountId = await db.account(10);
    await db.reserve(accountId, 4);
    const before = await db.fingerprint();
    const refusal = (hold: Hold) => sqlstate(db.reserve(accountId, hold));
    expect(await refusal({ amount: 7 })).toBe('MSICR');
    expect(await refusal({ amount: 1, action: 'a' })).toBe('MSINV');
    expect(await refusal({ amount: 0 })).toBe('MSINV');
    expect(await refusal({ action: 'nonsense' })).toBe('MSACT');
    expect(await refusal({ amount: 1, ttl: '0 seconds' })).toBe('23514');
    expect(await sqlstate(db.reserve(unknownId))).toBe('MSAUN');
    expect(await db.fingerprint()).toBe(before);
  });

  it('tells what there is and what it would take', async () => {
    const accountId = await database().account(10);
    await database().reserve(accountId, 4);
    await expect(database().reserve(accountId, 7)).rejects.toMatchObject({
      detail: '{"balance": 6, "required": 7}',
    });
  });

  it('with a key holds once, whatever became of the hold, and whatever its action costs now', async () => {
    const db = database();
    await db.price('video', 30);
    const accountId = await db.account(100);
    const hold = { action: 'video', key: 'a', referenceId: 'r' };
    const first = await db.reserve(accountId, hold);
    await db.price('video', 60);
    expect(await db.reserve(accountId, hold)).toEqual({ ...first, is_replay: true });
    await db.commit(accountId, first.id);
    expect(await db.reserve(accountId, hold)).toMatchObject({ status: 'committed', is_replay: true });
    for (const other of [
      { amount: 30, key: 'a', referenceId: 'r' },
      { ...hold, ttl: '6 minutes' },
      { ...hold, referenceId: 's' },
      { ...hold, action: 'b' },
    ]) {
      expect(await sqlstate(db.reserve(accountId, other))).toBe('MSIDM');
    }
  });

  it('of concurrent requests holds no more than there is, and with one key once', async () => {
    const db = database();
    const accountId = await db.account(30, 20);
    const { succeeded, failed } = await settle(Array.from({ length: 12 }, () => db.reserve(accountId, 7)));
    expect({ succeeded, failed }).toEqual({ succeeded: 7, failed: { MSICR: 5 } });
    const other = await db.account(100);
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => db.reserve(other, { amount: 7, key: 'a' })),
    );
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
    expect(await db.state(other)).toEqual([93, 7, 0]);
  });
});

describe('commit_credits', () => {
  it('spends what was held, once, in one line', async () => {
    const db = database();
    const accountId = await db.account(10, 10);
    const { id } = await db.reserve(accountId, { amount: 15, referenceId: 'job' });
    const committed = await db.commit(accountId, id);
    expect(committed).toMatchObject({ status: 'committed', committed_amount: 15 });
    expect(await db.commit(accountId, id)).toEqual(committed);
    expect(await db.commit(accountId, id, 15)).toEqual(committed);
    expect(await db.state(accountId)).toEqual([5, 0, 0]);
    expect(
      await db.rows(`select reservation_id, reference_id from public.credit_transactions where id = $1`, [
        committed.transaction_id,
      ]),
    ).toEqual([{ reservation_id: id, reference_id: 'job' }]);
    expect(await sqlstate(db.commit(accountId, id, 14))).toBe('MSRCL');
    expect(await sqlstate(db.release(accountId, id))).toBe('MSRCL');
  });

  it('of less spends the first units held and frees the rest', async () => {
    const db = database();
    const accountId = await db.account({ amount: 4, priority: 1 }, { amount: 4, priority: 2 }, 10);
    const { id } = await db.reserve(accountId, 10);
    const { transaction_id: line } = await db.commit(accountId, id, 6);
    expect((await db.lots(accountId)).map((lot) => [lot.remaining, lot.held, lot.used])).toEqual([
      [0, 0, 4],
      [2, 0, 2],
      [10, 0, 0],
    ]);
    expect((await db.parts(accountId, line ?? '')).map(([, amount]) => amount)).toEqual([4, 2]);
  });

  it('of nothing frees all, and writes no line', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 10);
    expect(await db.commit(accountId, id, 0)).toMatchObject({
      status: 'committed',
      committed_amount: 0,
      transaction_id: null,
    });
    expect(await db.commit(accountId, id, 0)).toMatchObject({ committed_amount: 0 });
    expect(await db.state(accountId)).toEqual([10, 0, 0]);
    expect(await db.lines(accountId)).toEqual(['grant 10']);
  });

  it('of more judges the part above as a new use; where it does not fit nothing changes', async () => {
    const db = database();
    const accountId = await db.account({ amount: 4, priority: 1 }, 10);
    const { id } = await db.reserve(accountId, 3);
    await db.reserve(accountId, 6);
    const before = await db.fingerprint();
    expect(await sqlstate(db.commit(accountId, id, 9))).toBe('MSICR');
    expect(await sqlstate(db.commit(accountId, id, -1))).toBe('MSINV');
    expect(await db.fingerprint()).toBe(before);
    await db.commit(accountId, id, 8);
    expect(await db.state(accountId)).toEqual([0, 6, 0]);
    expect(await db.lines(accountId)).toEqual(['grant 4', 'grant 10', 'consume 8']);
  });

  it('refuses what was released, is unknown, or is another’s', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 5);
    expect(await sqlstate(db.commit(await db.account(10), id))).toBe('MSNOF');
    expect(await sqlstate(db.commit(accountId, unknownId))).toBe('MSNOF');
    await db.release(accountId, id);
    expect(await sqlstate(db.commit(accountId, id))).toBe('MSRCL');
    expect(await sqlstate(db.commit(accountId, id, 0))).toBe('MSRCL');
  });

  it('beside a release: one of them, the other finds it closed', async () => {
    const db = database();
    for (let round = 0; round < 5; round += 1) {
      const accountId = await db.account(10);
      const { id } = await db.reserve(accountId, 5);
      const { succeeded } = await settle([
        db.commit(accountId, id),
        db.release(accountId, id),
        db.commit(accountId, id),
      ]);
      // Two commits are one, told twice.
      expect([1, 2]).toContain(succeeded);
    }
  });
});

describe('release_credits', () => {
  it('frees what was held, also when asked again', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 5);
    const released = await db.release(accountId, id);
    expect(released).toMatchObject({ status: 'released' });
    expect(await db.release(accountId, id)).toEqual(released);
    expect(await db.state(accountId)).toEqual([10, 0, 0]);
    expect(await sqlstate(db.release(accountId, unknownId))).toBe('MSNOF');
  });

  it('after the hold ended by itself changes nothing', async () => {
    const db = database();
    const accountId = await db.account(10);
    const { id } = await db.reserve(accountId, 5);
    expect(await db.release(accountId, id, over)).toMatchObject({ status: 'expired' });
  });
});

describe('forget_credit_reservations', () => {
  it('deletes holds closed 90 days ago, with their parts, and no other', async () => {
    const db = database();
    const accountId = await db.account(100);
    const old = await db.reserve(accountId, { ttl: '1 year' });
    await db.commit(accountId, old.id);
    const open = await db.reserve(accountId, { ttl: '1 year' });
    const fresh = await db.reserve(accountId, { ttl: '1 year' });
    await db.release(accountId, fresh.id, after(start, { days: 1 }));
    const left = async (at: string) => {
      await db.rows('select public.forget_credit_reservations(1000, $1)', [at]);
      const rows = await db.rows<{ id: string }>(
        `select distinct reservation_id as id from public.credit_reservation_lots where account_id = $1`,
        [accountId],
      );
      return rows.map(({ id }) => id).sort();
    };
    expect(await left(after(start, { days: 90 }))).toContain(old.id);
    expect(await left(after(start, { days: 90, seconds: 1 }))).toEqual([open.id, fresh.id].sort());
  });
});
