import { describe, expect, it } from '@jest/globals';
import {
  allowances,
  assign,
  endTerm,
  makePackage,
  moveZone,
  touch,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

/** Where the renewal or the refund of a package meets its end, its day, or another term, in both orders. */

const database = useCreditsDatabase();
const end = after(start, { days: 2 });
const dayOfEnd = '2026-03-13T00:00:00.000Z';
const lastDay = '2026-03-12T00:00:00.000Z';
const endsOf = async (accountId: string) =>
  (await allowances(database(), accountId)).map(({ expires_at: at }) => at.toISOString());

async function packageOfTwoDays() {
  const db = database();
  const accountId = await db.account();
  const { versionId } = await makePackage(db, { credits: 100, days: 2, daily: 10 });
  const first = await assign(db, accountId, versionId);
  return { db, accountId, versionId, first };
}

describe('a renewal and the last day of the package', () => {
  it('after the day’s allowance: it goes on to the end of the day, and there is no second one', async () => {
    const { db, accountId, versionId } = await packageOfTwoDays();
    await db.use(accountId, 4, lastDay);
    expect((await endsOf(accountId)).at(-1)).toBe(end);
    await assign(db, accountId, versionId, after(end, { seconds: -1 }));
    expect((await endsOf(accountId)).at(-1)).toBe(dayOfEnd);
    // What is left of the day's allowance, and the credits of the second term.
    expect(await db.state(accountId, end)).toEqual([106, 0, 0]);
    await touch(db, accountId, dayOfEnd);
    expect(await endsOf(accountId)).toHaveLength(3);
  });

  it('before the day’s allowance: there is one, to the end of the day', async () => {
    const { db, accountId, versionId } = await packageOfTwoDays();
    await assign(db, accountId, versionId, lastDay);
    expect(await endsOf(accountId)).toEqual(['2026-03-11T00:00:00.000Z', dayOfEnd]);
    expect(await db.state(accountId, end)).toEqual([110, 0, 0]);
  });
});

describe('a renewal and the end of the package', () => {
  it('at the same instant: it has ended, and begins anew with an allowance of its own', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    await touch(db, accountId, lastDay);
    const second = await assign(db, accountId, versionId, end);
    expect(second.user_package_id).not.toBe(first.user_package_id);
    expect(second.starts_at).toEqual(new Date(end));
    expect((await endsOf(accountId)).slice(1)).toEqual([end, dayOfEnd]);
    expect(await db.state(accountId, end)).toEqual([110, 0, 0]);
  });

  it('just before: it goes on', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId, after(end, { seconds: -1 }));
    expect(second).toMatchObject({ user_package_id: first.user_package_id, starts_at: new Date(end) });
  });

  it('two at once before the end: one after the other', async () => {
    const { db, accountId, versionId } = await packageOfTwoDays();
    const renewed = await Promise.all([1, 2].map(() => assign(db, accountId, versionId, lastDay)));
    expect(renewed.map(({ starts_at: at }) => at.toISOString()).sort()).toEqual([
      end,
      after(end, { days: 2 }),
    ]);
  });

  it('two at once at the end: one package, of two terms', async () => {
    const { db, accountId, versionId } = await packageOfTwoDays();
    const renewed = await Promise.all([1, 2].map(() => assign(db, accountId, versionId, end)));
    expect(new Set(renewed.map(({ user_package_id: id }) => id)).size).toBe(1);
    expect(renewed.map(({ starts_at: at }) => at.toISOString()).sort()).toEqual([
      end,
      after(end, { days: 2 }),
    ]);
    expect((await allowances(db, accountId)).filter(({ expires_at: at }) => at > new Date(end))).toHaveLength(
      1,
    );
  });

  it('on a node whose clock is behind: a package that another has seen begin runs', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId, after(start, { seconds: -3 }));
    expect(second).toMatchObject({ user_package_id: first.user_package_id, starts_at: first.ends_at });
    expect(await allowances(db, accountId)).toHaveLength(1);
  });
});

describe('the refund of a running term and a queued one', () => {
  it('bought before: the queued one starts now, on the allowance that the day has had', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId);
    await db.use(accountId, 4);
    const refundedAt = after(start, { hours: 6 });
    expect(await endTerm(db, accountId, first.term_id, refundedAt)).toEqual({ revoked: 100, owed: 0 });
    expect(
      await db.one(
        'select starts_at, ends_at from public.user_package_terms where account_id = $1 and id = $2',
        [accountId, second.term_id],
      ),
    ).toEqual({ starts_at: new Date(refundedAt), ends_at: new Date(after(refundedAt, { days: 2 })) });
    expect(await db.state(accountId, refundedAt)).toEqual([106, 0, 0]);
    expect(await allowances(db, accountId)).toHaveLength(1);
    expect(await db.state(accountId, after(refundedAt, { days: 2 }))).toEqual([0, 0, 0]);
  });

  it('bought after: it begins at once, with an allowance of its own', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const refundedAt = after(start, { hours: 6 });
    await endTerm(db, accountId, first.term_id, refundedAt);
    expect(await db.state(accountId, refundedAt)).toEqual([0, 0, 0]);
    const second = await assign(db, accountId, versionId, refundedAt);
    expect(second).toMatchObject({ starts_at: new Date(refundedAt), available: 110 });
  });

  it('of the queued one: the running one stays as it is, in its last day, too', async () => {
    const { db, accountId, versionId } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId);
    await touch(db, accountId, lastDay);
    expect((await endsOf(accountId)).at(-1)).toBe(dayOfEnd);
    await endTerm(db, accountId, second.term_id, lastDay);
    expect((await endsOf(accountId)).at(-1)).toBe(end);
    expect(await db.state(accountId, lastDay)).toEqual([110, 0, 0]);
    expect(await db.state(accountId, end)).toEqual([0, 0, 0]);
  });

  it('both at once, in either order: nothing is left', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId);
    await Promise.all([first, second].map(({ term_id: id }) => endTerm(db, accountId, id, lastDay)));
    expect(await db.state(accountId, lastDay)).toEqual([0, 0, 0]);
  });

  it('beside a held part: it is owed, and paid when the hold ends', async () => {
    const { db, accountId, first } = await packageOfTwoDays();
    const { id } = await db.reserve(accountId, { amount: 30, ttl: '1 hour' });
    expect(await endTerm(db, accountId, first.term_id)).toEqual({ revoked: 100, owed: 20 });
    // Ten were the day's, and end with the package once they are free.
    expect(await db.state(accountId)).toEqual([0, 30, 20]);
    await db.release(accountId, id);
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
  });

  it('at the instant of its end: it is over, and only what was spent is owed', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    const second = await assign(db, accountId, versionId);
    await db.use(accountId, 15);
    expect(await endTerm(db, accountId, first.term_id, end)).toMatchObject({ owed: 5 });
    expect(
      await db.one('select starts_at from public.user_package_terms where account_id = $1 and id = $2', [
        accountId,
        second.term_id,
      ]),
    ).toEqual({ starts_at: new Date(end) });
  });
});

describe('a term and a change of zone', () => {
  it('keeps its end, and one that moves up goes by the new zone', async () => {
    const { db, accountId, versionId, first } = await packageOfTwoDays();
    await assign(db, accountId, versionId);
    // Summer time begins in Paris on the 29th of March, at Greenwich never.
    await moveZone(db, accountId, 'Europe/Paris');
    const ends = async () =>
      (
        await db.rows<{ ends_at: Date }>(
          'select ends_at from public.user_package_terms where account_id = $1 order by starts_at, ends_at desc',
          [accountId],
        )
      ).map(({ ends_at: at }) => at.toISOString());
    expect(await ends()).toEqual([end, after(end, { days: 2 })]);
    await endTerm(db, accountId, first.term_id, after(start, { hours: 1 }));
    expect((await ends()).at(-1)).toBe(after(start, { hours: 49 }));
  });

  it('after the refund or before it, the day’s allowance is one', async () => {
    for (const zoneFirst of [true, false]) {
      const { db, accountId, versionId, first } = await packageOfTwoDays();
      await assign(db, accountId, versionId);
      const move = () => moveZone(db, accountId, 'Asia/Shanghai');
      if (zoneFirst) await move();
      await endTerm(db, accountId, first.term_id);
      if (!zoneFirst) await move();
      // The package now ends two days from the start, before which Shanghai's second midnight comes.
      expect(await endsOf(accountId)).toEqual(['2026-03-11T16:00:00.000Z']);
    }
  });
});
