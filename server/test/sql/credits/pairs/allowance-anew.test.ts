import { describe, expect, it } from '@jest/globals';
import {
  allowances,
  assign,
  endTerm,
  makePackage,
  moveZone,
  publishPackage,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

/**
 * Where a package is taken back and given anew within a day: what can be spent of its allowance in that day is what the
 * greatest of its versions gives, whatever the order.
 */

const database = useCreditsDatabase();
const midnight = '2026-03-11T00:00:00.000Z';
const inHours = (hours: number) => after(start, { hours });

async function withAllowance(daily = 10) {
  const db = database();
  const accountId = await db.account();
  const made = await makePackage(db, { credits: 0, daily });
  const { term_id: termId } = await assign(db, accountId, made.versionId);
  return { db, accountId, termId, ...made };
}

const given = async (accountId: string) =>
  (await allowances(database(), accountId)).map(({ amount }) => amount);

describe('a package that is ended and given anew', () => {
  it('on the same day gives what is left of its allowance, and a whole one the next day', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    await db.use(accountId, 4);
    await endTerm(db, accountId, termId, inHours(1));
    await assign(db, accountId, versionId, inHours(2));
    expect(await db.state(accountId, inHours(2))).toEqual([6, 0, 0]);
    expect(await given(accountId)).toEqual([10, 6]);
    expect(await db.state(accountId, midnight)).toEqual([10, 0, 0]);
  });

  it('gives nothing where it was spent, however often', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    await db.use(accountId, 10);
    let running = termId;
    for (const hour of [1, 2, 3]) {
      await endTerm(db, accountId, running, inHours(hour));
      ({ term_id: running } = await assign(db, accountId, versionId, inHours(hour)));
      expect(await db.state(accountId, inHours(hour))).toEqual([0, 0, 0]);
    }
    expect(await given(accountId)).toEqual([10]);
    expect(await db.state(accountId, midnight)).toEqual([10, 0, 0]);
  });

  it('counts each of the times it was given, and what is still held', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    let running = termId;
    await db.reserve(accountId, { amount: 3, ttl: '4 hours' });
    await db.use(accountId, 2);
    for (const [hour, left] of [
      [1, 5],
      [2, 4],
      [3, 3],
    ] as const) {
      await endTerm(db, accountId, running, inHours(hour));
      ({ term_id: running } = await assign(db, accountId, versionId, inHours(hour)));
      expect(await db.state(accountId, inHours(hour))).toEqual([left, 3, 0]);
      await db.use(accountId, 1, inHours(hour));
    }
  });

  it('counts what came back of a use as given: it is there for seven days', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    const { transaction_id: useId } = await db.use(accountId, 10);
    await endTerm(db, accountId, termId, inHours(1));
    await db.giveBack(accountId, useId, {}, inHours(1));
    await assign(db, accountId, versionId, inHours(2));
    expect(await db.state(accountId, inHours(2))).toEqual([10, 0, 0]);
    expect(await given(accountId)).toEqual([10]);
  });

  it('on the next day has its allowance whole', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    await db.use(accountId, 10);
    await endTerm(db, accountId, termId, after(midnight, { seconds: -1 }));
    await assign(db, accountId, versionId, midnight);
    expect(await db.state(accountId, midnight)).toEqual([10, 0, 0]);
  });

  it('beside another package of the account, which has its own', async () => {
    const { db, accountId, termId } = await withAllowance();
    await db.use(accountId, 10);
    await endTerm(db, accountId, termId, inHours(1));
    const other = await makePackage(db, { credits: 0, daily: 7 });
    await assign(db, accountId, other.versionId, inHours(1));
    expect(await db.state(accountId, inHours(1))).toEqual([7, 0, 0]);
  });
});

describe('a version of the package that comes on the same day', () => {
  it.each([
    ['larger', 30, 26],
    ['smaller', 6, 2],
    ['too small', 3, 0],
  ])('after the end gives what goes beyond what was spent: %s', async (_, daily, left) => {
    const { db, accountId, termId, packageId } = await withAllowance();
    await db.use(accountId, 4);
    await endTerm(db, accountId, termId, inHours(1));
    await assign(db, accountId, await publishPackage(db, packageId, { credits: 0, daily }), inHours(1));
    expect(await db.state(accountId, inHours(1))).toEqual([left, 0, 0]);
    expect(await db.state(accountId, midnight)).toEqual([daily, 0, 0]);
  });

  it('before the end goes on with the day’s allowance', async () => {
    const { db, accountId, termId, packageId } = await withAllowance();
    await db.use(accountId, 4);
    await assign(db, accountId, await publishPackage(db, packageId, { credits: 0, daily: 30 }), inHours(1));
    await endTerm(db, accountId, termId, inHours(1));
    expect(await db.state(accountId, inHours(1))).toEqual([6, 0, 0]);
    expect(await db.state(accountId, midnight)).toEqual([30, 0, 0]);
  });
});

describe('a change of zone on the same day', () => {
  it.each([
    ['zone', 'end', 'assign'],
    ['end', 'zone', 'assign'],
    ['end', 'assign', 'zone'],
  ] as const)('%s, %s, %s', async (...order) => {
    const { db, accountId, termId, versionId } = await withAllowance();
    await db.use(accountId, 4);
    const acts = {
      zone: () => moveZone(db, accountId, 'Asia/Shanghai', inHours(1)),
      end: () => endTerm(db, accountId, termId, inHours(1)),
      assign: () => assign(db, accountId, versionId, inHours(1)),
    };
    for (const act of order) await acts[act]();
    // Shanghai's midnight comes at 16:00, and the first one after the day at Greenwich a day later.
    const dayEnd = '2026-03-11T16:00:00.000Z';
    expect(await db.state(accountId, inHours(1))).toEqual([6, 0, 0]);
    expect(await db.state(accountId, after(dayEnd, { seconds: -1 }))).toEqual([6, 0, 0]);
    expect(await db.state(accountId, dayEnd)).toEqual([10, 0, 0]);
    await db.use(accountId, 1, dayEnd);
    expect(await given(accountId)).toEqual([10, 6, 10]);
  });

  it('there and back: the day only gets longer', async () => {
    const { db, accountId, termId, versionId } = await withAllowance();
    await db.use(accountId, 10);
    await endTerm(db, accountId, termId, inHours(1));
    await moveZone(db, accountId, 'Asia/Shanghai', inHours(1));
    await moveZone(db, accountId, 'UTC', inHours(1));
    await assign(db, accountId, versionId, inHours(2));
    const dayEnd = '2026-03-12T00:00:00.000Z';
    expect(await db.state(accountId, after(dayEnd, { seconds: -1 }))).toEqual([0, 0, 0]);
    expect(await db.state(accountId, dayEnd)).toEqual([10, 0, 0]);
  });
});
