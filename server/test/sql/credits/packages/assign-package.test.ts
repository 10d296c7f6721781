import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  assign,
  makePackage,
  publishPackage,
  accountIn,
  allowances,
  touch,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const inDays = (days: number) => after(start, { days });

describe('assign_package', () => {
  it('gives the credits at once, as one lot that ends with the term', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 500, days: 30, priority: 40 });
    const given = await assign(db, accountId, versionId);
    expect(given).toMatchObject({
      starts_at: new Date(start),
      ends_at: new Date(inDays(30)),
      is_replay: false,
      available: 500,
    });
    expect(await db.lots(accountId)).toMatchObject([
      { source: 'purchase', amount: 500, priority: 40, expires_at: new Date(inDays(30)) },
    ]);
    expect(await db.state(accountId, inDays(30))).toEqual([0, 0, 0]);
  });

  it('a quantity is one lot of so many times the credits, and one term of so many times the days', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 100, days: 10, daily: 7 });
    const { ends_at: end } = await assign(db, accountId, versionId, start, { quantity: 3 });
    expect(end).toEqual(new Date(inDays(30)));
    expect(await db.lines(accountId)).toEqual(['grant 300', 'grant 7']);
  });

  it('gives once for each source: asked again, it answers the first term', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db);
    const sourceId = randomUUID();
    const first = await assign(db, accountId, versionId, start, { sourceId });
    const again = await assign(db, accountId, versionId, inDays(40), { sourceId });
    expect(again).toMatchObject({ term_id: first.term_id, ends_at: first.ends_at, is_replay: true });
    expect(await sqlstate(assign(db, accountId, versionId, start, { sourceId, quantity: 2 }))).toBe('MSIDM');
    expect(await db.lines(accountId)).toEqual(['grant 100', 'expire 100']);
  });

  it('twenty of one source at once give once', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { daily: 5 });
    const sourceId = randomUUID();
    const given = await Promise.all(
      Array.from({ length: 20 }, () => assign(db, accountId, versionId, start, { sourceId })),
    );
    expect(given.filter(({ is_replay: isReplay }) => !isReplay)).toHaveLength(1);
    expect(await db.state(accountId)).toEqual([105, 0, 0]);
  });

  it('while the package runs, the term begins where its last one ends; credits come at once all the same', async () => {
    const db = database();
    const accountId = await db.account();
    const { packageId, versionId } = await makePackage(db, { credits: 100, days: 30 });
    const first = await assign(db, accountId, versionId);
    const next = await publishPackage(db, packageId, { credits: 70, days: 10 });
    const second = await assign(db, accountId, next, inDays(20));
    expect(second).toMatchObject({
      user_package_id: first.user_package_id,
      starts_at: first.ends_at,
      ends_at: new Date(inDays(40)),
      available: 170,
    });
    expect(await db.state(accountId, inDays(30))).toEqual([70, 0, 0]);
    expect(await db.state(accountId, inDays(40))).toEqual([0, 0, 0]);
  });

  it('another package runs beside it', async () => {
    const db = database();
    const accountId = await db.account();
    const [one, other] = [await makePackage(db, { daily: 5 }), await makePackage(db, { daily: 6 })];
    const first = await assign(db, accountId, one.versionId);
    const second = await assign(db, accountId, other.versionId);
    expect(second.starts_at).toEqual(first.starts_at);
    expect(await db.state(accountId)).toEqual([211, 0, 0]);
  });

  it('ends at the same local time, also where the clocks have changed', async () => {
    const db = database();
    const accountId = await accountIn(db, 'America/New_York');
    const { versionId } = await makePackage(db, { days: 10 });
    // Summer time began on the 8th of March 2026.
    expect(await assign(db, accountId, versionId, '2026-03-01T15:00:00Z')).toMatchObject({
      ends_at: new Date('2026-03-11T14:00:00Z'),
    });
  });

  it('pays debts first', async () => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lot } = await db.grant(accountId, { amount: 60 });
    await db.use(accountId, 60);
    await db.revoke(accountId, lot);
    const { versionId } = await makePackage(db, { credits: 50, daily: 20 });
    expect(await assign(db, accountId, versionId)).toMatchObject({ available: 10 });
    expect(await db.state(accountId)).toEqual([10, 0, 0]);
  });

  it.each([
    ['no such account', 'MSAUN', { account: randomUUID() }],
    ['no such version', 'MSNOF', { version: randomUUID() }],
    ['no quantity', 'MSINV', { quantity: 0 }],
    ['a quantity that is too much', 'MSINV', { quantity: 1001 }],
    ['an end in more than 100 years', 'MSINV', { quantity: 1000 }],
  ])('refuses %s, and leaves nothing', async (_, code, wrong: Record<string, unknown>) => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { days: 90 });
    const before = await db.fingerprint();
    const { account = accountId, version = versionId, quantity = 1 } = wrong;
    const assigning = assign(db, String(account), String(version), start, { quantity: Number(quantity) });
    expect(await sqlstate(assigning)).toBe(code);
    expect(await db.fingerprint()).toBe(before);
  });

  it('refuses credits that the balance can’t hold', async () => {
    const db = database();
    const accountId = await db.account(Number.MAX_SAFE_INTEGER);
    const { versionId } = await makePackage(db);
    expect(await sqlstate(assign(db, accountId, versionId))).toBe('MSINV');
  });
});

describe('an allowance that the balance can’t hold', () => {
  it('is not given, and holds nothing else up', async () => {
    const db = database();
    const accountId = await db.account();
    const { versionId } = await makePackage(db, { credits: 0, daily: 5 });
    await assign(db, accountId, versionId);
    const nextDay = '2026-03-11T00:00:00Z';
    await db.grant(accountId, { amount: Number.MAX_SAFE_INTEGER - 5 });
    await touch(db, accountId, nextDay);
    expect(await allowances(db, accountId)).toHaveLength(2);
    await db.use(accountId, 5, nextDay);
    await db.grant(accountId, { amount: 5, priority: 0 }, nextDay);
    const dayAfter = '2026-03-12T00:00:00Z';
    expect(await db.state(accountId, dayAfter)).toEqual([Number.MAX_SAFE_INTEGER, 0, 0]);
    await db.use(accountId, 3, dayAfter);
    expect(await allowances(db, accountId)).toHaveLength(2);
    expect(await db.state(accountId, '2026-03-13T00:00:00Z')).toEqual([Number.MAX_SAFE_INTEGER - 3, 0, 0]);
  });
});

describe('a published version', () => {
  it('is never changed, and goes only with its whole package', async () => {
    const db = database();
    const { packageId, versionId } = await makePackage(db);
    for (const statement of [
      'update public.package_versions set credits = 1 where id = $1',
      'delete from public.package_versions where id = $1',
    ]) {
      expect(await sqlstate(db.rows(statement, [versionId]))).toBe('23001');
    }
    await db.rows('delete from public.packages where id = $1', [packageId]);
    expect(await db.rows('select from public.package_versions where id = $1', [versionId])).toEqual([]);
  });

  it('is published once for each version that its author saw', async () => {
    const db = database();
    const { packageId } = await makePackage(db);
    const publish = () =>
      sqlstate(
        db.rows(`select public.publish_package_version($1, 1, $2, '{}')`, [
          packageId,
          JSON.stringify({ name: {}, description: {}, prices: [], credits: 1, validityDays: 1 }),
        ]),
      );
    const states = await Promise.all([publish(), publish()]);
    expect(states.sort()).toEqual(['MSVER', undefined]);
  });
});
