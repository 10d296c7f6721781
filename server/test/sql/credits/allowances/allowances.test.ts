import { describe, expect, it } from '@jest/globals';
import {
  accountIn,
  allowances,
  assign,
  makePackage,
  publishPackage,
  touch,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const midnight = '2026-03-11T00:00:00.000Z';
const endsOf = async (accountId: string) =>
  (await allowances(database(), accountId)).map(({ expires_at: end }) => end.toISOString());

describe('a daily allowance', () => {
  it('comes with the package, ends with the account’s day, and comes anew with the next', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    await assign(db, accountId, versionId);
    await db.use(accountId, 3);
    expect(await db.state(accountId, after(midnight, { seconds: -1 }))).toEqual([7, 0, 0]);
    expect(await db.state(accountId, midnight)).toEqual([10, 0, 0]);
    await db.use(accountId, 1, midnight);
    expect(await db.lines(accountId)).toEqual(['grant 10', 'consume 3', 'expire 7', 'grant 10', 'consume 1']);
  });

  it('burns before what was bought, and never takes of it', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 100, daily: 10 });
    await assign(db, accountId, versionId);
    await db.use(accountId, 15);
    expect(await db.state(accountId, midnight)).toEqual([105, 0, 0]);
  });

  it('in the last day ends with the package', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, days: 2, daily: 10 });
    const { ends_at: end } = await assign(db, accountId, versionId);
    await touch(db, accountId, after(start, { days: 1 }));
    await touch(db, accountId, midnight);
    const lastDay = '2026-03-12T00:00:00.000Z';
    await touch(db, accountId, lastDay);
    expect(await endsOf(accountId)).toEqual([midnight, lastDay, end.toISOString()]);
    expect(await db.state(accountId, end.toISOString())).toEqual([0, 0, 0]);
    await touch(db, accountId, after(lastDay, { days: 3 }));
    expect(await allowances(db, accountId)).toHaveLength(3);
  });

  it.each([
    ['spring, 23 hours', 'America/New_York', '2026-03-08T12:00:00Z', '2026-03-09T04:00:00.000Z'],
    ['autumn, 25 hours', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00.000Z'],
    ['a midnight that does not exist', 'America/Havana', '2026-03-07T12:00:00Z', '2026-03-08T05:00:00.000Z'],
    ['half an hour', 'Asia/Kathmandu', '2026-03-07T12:00:00Z', '2026-03-07T18:15:00.000Z'],
  ])('ends with the account’s day: %s', async (_, zone, at, end) => {
    const db = database();
    const accountId = await accountIn(db, zone);
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    await assign(db, accountId, versionId, at);
    expect(await endsOf(accountId)).toEqual([end]);
    await touch(db, accountId, end);
    expect(await allowances(db, accountId)).toHaveLength(2);
  });

  it('follows the terms: none in one without, at once in the next, by the term that the day began with', async () => {
    const db = database();
    const accountId = await db.account();
    const { packageId, versionId } = await makePackage(db, { credits: 0, days: 1, daily: 10 });
    await assign(db, accountId, versionId);
    await assign(db, accountId, await publishPackage(db, packageId, { credits: 100, days: 2 }));
    await assign(db, accountId, await publishPackage(db, packageId, { credits: 0, days: 5, daily: 20 }));
    const available = async (days: number) => (await db.state(accountId, after(start, { days })))[0];
    // The first term’s last day began with it, and its allowance ended with it.
    await touch(db, accountId, midnight);
    expect(await available(0.9)).toBe(110);
    expect(await available(1)).toBe(110);
    expect(await available(2)).toBe(100);
    expect(await available(2.99)).toBe(100);
    expect(await available(3)).toBe(20);
    await touch(db, accountId, after(start, { days: 2.5 }));
    await touch(db, accountId, after(start, { days: 3 }));
    expect((await allowances(db, accountId)).map(({ amount }) => amount)).toEqual([10, 10, 20]);
  });

  it('pays debts, as any grant', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    const other = await makePackage(db, { credits: 0, daily: 10 });
    await assign(db, accountId, versionId);
    await assign(db, accountId, other.versionId);
    const lots = [];
    for (const amount of [4, 12]) {
      lots.push(await db.grant(accountId, { amount, priority: 0 }, after(start, { seconds: amount })));
    }
    await db.use(accountId, 16, after(start, { seconds: 12 }));
    for (const { lot_id: lot } of lots) await db.revoke(accountId, lot);
    expect(await db.state(accountId, midnight)).toEqual([4, 0, 0]);
    await touch(db, accountId, midnight);
    expect((await db.lines(accountId)).slice(-6)).toEqual([
      'expire 10',
      'grant 10',
      'debt_repaid 4',
      'debt_repaid 6',
      'grant 10',
      'debt_repaid 6',
    ]);
  });

  it('is warmed by the sweeper, also of who does nothing', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    await assign(db, accountId, versionId);
    expect(await db.sweep(midnight)).toContain(accountId);
    expect(await allowances(db, accountId)).toHaveLength(2);
  });
});

describe('what is due', () => {
  it('is told by lots as settling would leave them, and by when the next is due', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    const { user_package_id: id } = await assign(db, accountId, versionId);
    const before = await db.fingerprint();
    const [lot, ...others] = await db.rows('select * from public.credit_lots_at($1, $2)', [
      accountId,
      midnight,
    ]);
    const dayEnd = new Date('2026-03-12T00:00:00.000Z');
    expect(lot).toMatchObject({
      id: null,
      source: 'daily',
      source_id: id,
      remaining: 10,
      priority: 10,
      expires_at: dayEnd,
    });
    expect(others).toEqual([]);
    expect(
      await db.one('select valid_until from public.credit_state($1, $2)', [accountId, midnight]),
    ).toEqual({
      valid_until: dayEnd,
    });
    expect(await db.fingerprint()).toBe(before);
  });

  it('is counted in the day’s allowance of all packages, given or due', async () => {
    const db = database();
    const accountId = await db.account();
    const daily = (at: string) => db.one('select * from public.daily_allowance($1, $2)', [accountId, at]);
    expect(await daily(start)).toEqual({ allowance: null, remaining: null, resets_at: null });
    for (const amount of [10, 5]) {
      const { versionId } = await makePackage(db, { credits: 0, daily: amount, days: 2 });
      await assign(db, accountId, versionId);
    }
    await db.grant(accountId, { amount: 50, source: 'daily', expiresAt: midnight });
    await db.use(accountId, 12);
    await db.reserve(accountId, { amount: 1, ttl: '1 day' });
    const resetsAt = (at: string) => ({ resets_at: new Date(at) });
    expect(await daily(start)).toMatchObject({ allowance: 15, ...resetsAt(midnight) });
    const nextDay = '2026-03-12T00:00:00.000Z';
    expect(await daily(midnight)).toEqual({ allowance: 15, remaining: 15, ...resetsAt(nextDay) });
    await touch(db, accountId, midnight);
    expect(await daily(midnight)).toEqual({ allowance: 15, remaining: 15, ...resetsAt(nextDay) });
    await db.use(accountId, 15, midnight);
    expect(await daily(midnight)).toEqual({ allowance: 15, remaining: 0, ...resetsAt(nextDay) });
    const end = after(start, { days: 2 });
    expect(await daily(nextDay)).toEqual({ allowance: 15, remaining: 15, ...resetsAt(end) });
    expect(await daily(end)).toEqual({ allowance: null, remaining: null, resets_at: null });
  });
});
