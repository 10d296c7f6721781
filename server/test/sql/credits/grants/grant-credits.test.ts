import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const most = Number.MAX_SAFE_INTEGER;

describe('grant_credits', () => {
  it('gives one lot, by a line of the same id', async () => {
    const db = database();
    const accountId = await db.account();
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
    const granted = await db.grant(accountId, { amount: 70, expiresAt: after(start, { days: 30 }) });
    expect(granted).toEqual({
      lot_id: granted.lot_id,
      transaction_id: granted.lot_id,
      is_replay: false,
      available: 70,
    });
    expect(await db.lots(accountId)).toMatchObject([{ id: granted.lot_id, amount: 70, remaining: 70 }]);
    expect(await db.parts(accountId, granted.transaction_id)).toEqual([[granted.lot_id, 70]]);
    expect(await db.state(accountId)).toEqual([70, 0, 0]);
  });

  it.each([
    ['daily', 10],
    ['subscription', 30],
    ['purchase', 50],
    ['bonus', 50],
  ] as const)('gives what is %s the priority %i', async (source, priority) => {
    const accountId = await database().account({ source });
    expect(await database().lots(accountId)).toMatchObject([{ source, priority }]);
  });

  it('gives once for each source, source id and period, and tells the first lot again', async () => {
    const db = database();
    const accountId = await db.account();
    const grant = { source: 'purchase', sourceId: 'item', periodStart: start } as const;
    const first = await db.grant(accountId, grant);
    await db.use(accountId, 30);
    expect(await db.grant(accountId, grant)).toEqual({ ...first, is_replay: true, available: 70 });
    // Nor by a node whose clock is behind.
    expect(await db.grant(accountId, grant, after(start, { hours: -1 }))).toMatchObject({ is_replay: true });
    const others = [
      { ...grant, source: 'bonus' },
      { ...grant, sourceId: 'other' },
      { ...grant, periodStart: after(start, { days: 30 }) },
      { source: 'purchase', sourceId: 'item' },
    ] as const;
    for (const other of others) {
      expect(await db.grant(accountId, other)).toMatchObject({ is_replay: false });
    }
    const another = await db.account();
    expect(await db.grant(another, grant)).toMatchObject({ is_replay: false });
    expect(await db.state(accountId)).toEqual([470, 0, 0]);
  });

  it('of concurrent twins gives once', async () => {
    const db = database();
    const accountId = await db.account();
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => db.grant(accountId, { sourceId: 'twin' })),
    );
    expect(twins.filter((granted) => !granted.is_replay)).toHaveLength(1);
    expect(new Set(twins.map((granted) => granted.lot_id)).size).toBe(1);
    expect(await db.state(accountId)).toEqual([100, 0, 0]);
  });

  it('refuses, and changes nothing: no amount, too much, what is past, another amount, no account', async () => {
    const db = database();
    const accountId = await db.account({ amount: most - 10, sourceId: 'once' });
    const before = await db.fingerprint();
    const refusal = (grant: object, id = accountId) => sqlstate(db.grant(id, grant));
    expect(await refusal({ amount: 0 })).toBe('MSINV');
    expect(await refusal({ amount: -1 })).toBe('MSINV');
    expect(await refusal({ amount: 11 })).toBe('MSINV');
    expect(await refusal({ amount: 1, expiresAt: start })).toBe('MSINV');
    expect(await refusal({ amount: 1, sourceId: 'once' })).toBe('MSIDM');
    expect(await refusal({ amount: 1 }, '00000000-0000-7000-8000-000000000000')).toBe('MSAUN');
    expect(await refusal({ amount: 1, priority: 101 })).toBe('23514');
    expect(await db.fingerprint()).toBe(before);
    await db.grant(accountId, { amount: 10 });
    expect(await db.state(accountId)).toEqual([most, 0, 0]);
  });

  it('pays all debts first, the oldest lot’s before others, as far as it reaches', async () => {
    const db = database();
    const accountId = await db.account();
    const older = await db.grant(accountId, { amount: 50 });
    const newer = await db.grant(accountId, { amount: 50 }, after(start, { seconds: 1 }));
    await db.use(accountId, 100);
    await db.revoke(accountId, newer.lot_id, { amount: 30 });
    await db.revoke(accountId, older.lot_id, { amount: 20 });
    expect(await db.state(accountId)).toEqual([0, 0, 50]);

    await db.grant(accountId, { amount: 25, source: 'daily' });
    expect(await db.state(accountId)).toEqual([0, 0, 25]);
    const owing = async () => (await db.lots(accountId)).filter((lot) => lot.owed > 0);
    expect(await owing()).toMatchObject([{ id: newer.lot_id, owed: 25 }]);
    expect(await db.grant(accountId, { amount: 40 })).toMatchObject({ available: 15 });
    expect(await db.state(accountId)).toEqual([15, 0, 0]);
    expect((await db.lines(accountId)).slice(-5)).toEqual([
      'grant 25',
      'debt_repaid 20',
      'debt_repaid 5',
      'grant 40',
      'debt_repaid 25',
    ]);
  });
});
