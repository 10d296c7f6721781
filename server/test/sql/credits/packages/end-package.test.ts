import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  assign,
  endTerm,
  makePackage,
  publishPackage,
  allowances,
  touch,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const inDays = (days: number) => after(start, { days });

describe('end_package', () => {
  it('takes the credits of the term back, owes what was spent, and ends the package', async () => {
    const db = database();
    const accountId = await db.account(1000);
    const { versionId } = await makePackage(db, { credits: 100, days: 30, priority: 20 });
    const { term_id: termId } = await assign(db, accountId, versionId);
    await db.use(accountId, 30);
    expect(await endTerm(db, accountId, termId, inDays(1))).toEqual({ revoked: 100, owed: 30 });
    expect(await db.state(accountId, inDays(1))).toEqual([1000, 0, 30]);
    expect(await assign(db, accountId, versionId, inDays(1))).toMatchObject({
      starts_at: new Date(inDays(1)),
    });
  });

  it('again changes nothing, also after a dispute was won', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { daily: 5 });
    const { term_id: termId } = await assign(db, accountId, versionId);
    const [{ id: lotId } = { id: '' }] = (await db.lots(accountId)).filter(
      ({ source }) => source === 'purchase',
    );
    await endTerm(db, accountId, termId);
    await db.reinstate(accountId, lotId);
    expect(await endTerm(db, accountId, termId)).toEqual({ revoked: 0, owed: 0 });
    expect(await db.state(accountId)).toEqual([100, 0, 0]);
  });

  it('moves later terms up, each with its credits', async () => {
    const db = database();
    const accountId = await db.account();
    const { packageId, versionId } = await makePackage(db, { credits: 100, days: 30 });
    const first = await assign(db, accountId, versionId);
    const shorter = await publishPackage(db, packageId, { credits: 70, days: 10 });
    const second = await assign(db, accountId, shorter);
    const third = await assign(db, accountId, versionId);
    await endTerm(db, accountId, first.term_id, inDays(5));
    expect(
      await db.rows(
        `select id, starts_at, ends_at from public.user_package_terms
         where account_id = $1 and ended_at is null order by starts_at`,
        [accountId],
      ),
    ).toEqual([
      { id: second.term_id, starts_at: new Date(inDays(5)), ends_at: new Date(inDays(15)) },
      { id: third.term_id, starts_at: new Date(inDays(15)), ends_at: new Date(inDays(45)) },
    ]);
    expect(await db.state(accountId, inDays(14))).toEqual([170, 0, 0]);
    expect(await db.state(accountId, inDays(15))).toEqual([100, 0, 0]);
    expect(await db.state(accountId, inDays(45))).toEqual([0, 0, 0]);
  });

  it('of a term between others closes the gap', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 10, days: 10 });
    const terms = [];
    for (let nth = 0; nth < 3; nth += 1) terms.push(await assign(db, accountId, versionId));
    await endTerm(db, accountId, terms[1]?.term_id ?? '', inDays(1));
    expect(await db.state(accountId, inDays(19))).toEqual([10, 0, 0]);
    expect(await db.state(accountId, inDays(20))).toEqual([0, 0, 0]);
  });

  it('lets the running day’s allowance end with the package, without debt', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
    const { term_id: termId } = await assign(db, accountId, versionId);
    await db.use(accountId, 4);
    expect(await endTerm(db, accountId, termId)).toEqual({ revoked: 0, owed: 0 });
    expect(await db.lines(accountId)).toEqual(['grant 10', 'consume 4', 'expire 6']);
    await touch(db, accountId, inDays(2));
    expect(await allowances(db, accountId)).toHaveLength(1);
  });

  it('of a term without an allowance begins that of the next one at once', async () => {
    const db = database();
    const accountId = await db.account();
    const { packageId, versionId } = await makePackage(db, { credits: 100 });
    const { term_id: termId } = await assign(db, accountId, versionId);
    await assign(db, accountId, await publishPackage(db, packageId, { credits: 0, daily: 8 }));
    await endTerm(db, accountId, termId, inDays(3));
    expect(await db.state(accountId, inDays(3))).toEqual([8, 0, 0]);
  });

  it('of a term that is over owes what was spent', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 100, days: 10 });
    const { term_id: termId } = await assign(db, accountId, versionId);
    await db.use(accountId, 60);
    const next = await assign(db, accountId, versionId, inDays(11));
    expect(await endTerm(db, accountId, termId, inDays(12))).toEqual({ revoked: 60, owed: 60 });
    expect(
      await db.one('select ends_at from public.user_packages where account_id = $1 and id = $2', [
        accountId,
        next.user_package_id,
      ]),
    ).toEqual({ ends_at: new Date(inDays(21)) });
  });

  it('refuses a term of nobody, or of another', async () => {
    const db = database();
    const [one, other] = [await db.account(), await db.account()];
    const { versionId } = await makePackage(db);
    const { term_id: termId } = await assign(db, one, versionId);
    expect(await sqlstate(endTerm(db, other, termId))).toBe('MSNOF');
    expect(await sqlstate(endTerm(db, one, randomUUID()))).toBe('MSNOF');
    expect(await sqlstate(endTerm(db, randomUUID(), termId))).toBe('MSAUN');
  });
});
