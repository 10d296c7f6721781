import { describe, expect, it } from '@jest/globals';
import { CreditNotice } from '../../../../src/credits/notices/contract.ts';
import { assign, endTerm, makePackage } from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase, type CreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const inDays = (days: number) => after(start, { days });

interface Notice {
  kind: string;
  ref_id: string;
  days: number;
  amount: number;
  ends_at: Date;
}

/** What is told at an instant that was not told before, of this account. */
async function take(db: CreditsDatabase, accountId: string, at: string): Promise<Notice[]> {
  return db.rows<Notice & { account_id: string }>(
    `select * from public.take_credit_notices(10000, $2) where account_id = $1 order by ends_at, kind`,
    [accountId, at],
  );
}

const daysOf = async (db: CreditsDatabase, accountId: string, at: string) =>
  (await take(db, accountId, at)).map(({ days }) => days);

describe('take_credit_notices', () => {
  it('tells that credits end in as many days as the contract says, once each', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lot } = await db.grant(accountId, { amount: 40, expiresAt: inDays(30) });
    await db.use(accountId, 10);
    const told = [];
    for (let hours = 0; hours < 31 * 24; hours += 5) {
      for (const notice of await take(db, accountId, after(start, { hours }))) {
        told.push([notice.kind, notice.ref_id, notice.days, notice.amount]);
      }
    }
    expect(CreditNotice.shape.days.options.map(({ value }) => ['lot', lot, value, 30])).toEqual(told);
    expect(told).toHaveLength(3);
  });

  it('twenty at once tell once', async () => {
    const db = database();
    const accountId = await db.account({ expiresAt: inDays(30) });
    const told = await Promise.all(Array.from({ length: 20 }, () => daysOf(db, accountId, inDays(25))));
    expect(told.flat()).toEqual([7]);
  });

  it('after a week without a job, only the last', async () => {
    const db = database();
    const accountId = await db.account({ expiresAt: inDays(30) });
    expect(await daysOf(db, accountId, inDays(28))).toEqual([3]);
    expect(await daysOf(db, accountId, inDays(28))).toEqual([]);
    expect(await daysOf(db, accountId, inDays(30))).toEqual([]);
  });

  it('nothing of what was that near its end from the beginning', async () => {
    const db = database();
    const accountId = await db.account({ expiresAt: inDays(2) });
    expect(await daysOf(db, accountId, start)).toEqual([]);
    expect(await daysOf(db, accountId, inDays(1))).toEqual([1]);
  });

  it('neither allowances, nor what is spent, nor what stays for ever', async () => {
    const db = database();
    const accountId = await db.account(100, { amount: 10, expiresAt: inDays(8), priority: 0 });
    await db.use(accountId, 10);
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    await assign(db, accountId, versionId);
    expect(await take(db, accountId, inDays(5))).toEqual([]);
  });

  it('a package by its last term, together with the credits of that', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 100, days: 30, daily: 5 });
    const first = await assign(db, accountId, versionId);
    expect(await take(db, accountId, inDays(25))).toMatchObject([
      { kind: 'package', ref_id: first.term_id, days: 7, amount: 100 },
    ]);
    // Renewed: the package goes on, the credits of its first term end all the same.
    const second = await assign(db, accountId, versionId, inDays(26));
    expect(await take(db, accountId, inDays(28))).toMatchObject([{ kind: 'lot', days: 3, amount: 100 }]);
    expect(await take(db, accountId, inDays(55))).toMatchObject([
      { kind: 'package', ref_id: second.term_id, days: 7 },
    ]);
  });

  it('a package that ends earlier than was thought is told of in time', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, days: 10, daily: 5 });
    const first = await assign(db, accountId, versionId);
    const second = await assign(db, accountId, versionId);
    await endTerm(db, accountId, first.term_id, inDays(1));
    expect(await take(db, accountId, inDays(5))).toMatchObject([
      { kind: 'package', ref_id: second.term_id, days: 7, ends_at: new Date(inDays(11)) },
    ]);
    await endTerm(db, accountId, second.term_id, inDays(6));
    expect(await take(db, accountId, inDays(10))).toEqual([]);
  });

  it('no more at a time than asked for, those that end first', async () => {
    const db = database();
    const accountId = await db.account(
      { amount: 1, expiresAt: inDays(95) },
      { amount: 2, expiresAt: inDays(94) },
    );
    await db.rows('select public.take_credit_notices(10000, $1)', [inDays(86)]);
    const once = () => db.rows('select amount from public.take_credit_notices(1, $1)', [inDays(90)]);
    expect(await once()).toEqual([{ amount: 2 }]);
    expect(await once()).toEqual([{ amount: 1 }]);
    expect(await take(db, accountId, inDays(90))).toEqual([]);
  });
});
