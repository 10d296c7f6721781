import { describe, expect, it } from '@jest/globals';
import {
  accountIn,
  allowances,
  assign,
  makePackage,
  moveZone,
  touch,
} from '../../../harness/credits/credit-packages.ts';
import { useCreditsDatabase, type CreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

/** Where an allowance meets touches, the job, changes of time zone, and days without a touch, in both orders. */

const database = useCreditsDatabase();
const midnight = '2026-03-11T00:00:00.000Z';
const beforeMidnight = after(midnight, { seconds: -1 });
const justAfter = after(midnight, { seconds: 1 });

async function withAllowance(db: CreditsDatabase, timeZone = 'UTC', at = start): Promise<string> {
  const accountId = await accountIn(db, timeZone);
  const { versionId } = await makePackage(db, { credits: 0, daily: 10 });
  await assign(db, accountId, versionId, at);
  return accountId;
}

const endsOf = async (accountId: string) =>
  (await allowances(database(), accountId)).map(({ expires_at: end }) => end.toISOString());

describe('an allowance, twenty first touches, the job and a change of zone', () => {
  it('all at once just after midnight: one lot', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const acts = Array.from({ length: 20 }, (_, nth) => async () => {
      if (nth % 3 === 0) await db.use(accountId, 1, justAfter);
      else await touch(db, accountId, justAfter);
    });
    await Promise.all([
      db.sweep(justAfter),
      ...acts.map((act) => act()),
      moveZone(db, accountId, 'Asia/Shanghai', justAfter),
      db.sweep(justAfter),
    ]);
    // From midnight at Greenwich to Shanghai's first midnight after the next one.
    expect(await endsOf(accountId)).toEqual([midnight, '2026-03-12T16:00:00.000Z']);
    expect(await db.state(accountId, justAfter)).toEqual([3, 0, 0]);
  });

  it('as the job holds the account: the touch waits, and finds the lot', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.expire_credits(1000, null, null, $1)', [justAfter]);
      const touching = touch(db, accountId, justAfter);
      await db.waitForBlocked();
      await client.query('commit');
      await touching;
    } finally {
      client.release();
    }
    expect(await allowances(db, accountId)).toHaveLength(2);
  });

  it('as a touch holds the account: the job leaves it alone, and finds nothing due later', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.settle_credits($1, $2)', [accountId, justAfter]);
      expect(await db.sweep(justAfter)).toEqual([]);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await db.sweep(justAfter)).toEqual([]);
    expect(await allowances(db, accountId)).toHaveLength(2);
  });
});

describe('an allowance and a change of zone', () => {
  it.each([
    ['before midnight', beforeMidnight, 1],
    ['at midnight', midnight, 2],
  ])(
    '%s: the running day goes on to the first midnight of the new zone after its end',
    async (_, at, lots) => {
      const db = database();
      const accountId = await withAllowance(db);
      await moveZone(db, accountId, 'America/New_York', at);
      const end = lots === 1 ? '2026-03-11T04:00:00.000Z' : '2026-03-12T04:00:00.000Z';
      expect((await endsOf(accountId)).at(-1)).toBe(end);
      await db.use(accountId, 4, after(end, { seconds: -1 }));
      expect(await allowances(db, accountId)).toHaveLength(lots);
      expect(await db.state(accountId, after(end, { seconds: -1 }))).toEqual([6, 0, 0]);
      expect(await db.state(accountId, end)).toEqual([10, 0, 0]);
    },
  );

  it('east: no midnight is brought forward', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    await db.use(accountId, 10);
    await moveZone(db, accountId, 'Asia/Shanghai');
    // Midnight in Shanghai, before the day at Greenwich ends.
    expect(await db.state(accountId, '2026-03-10T16:00:00Z')).toEqual([0, 0, 0]);
    expect(await db.state(accountId, '2026-03-11T15:59:59Z')).toEqual([0, 0, 0]);
    expect(await db.state(accountId, '2026-03-11T16:00:00Z')).toEqual([10, 0, 0]);
  });

  it('forth and back: one lot, and the day only gets longer', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    await moveZone(db, accountId, 'Asia/Shanghai');
    await moveZone(db, accountId, 'UTC', after(start, { hours: 1 }));
    expect(await endsOf(accountId)).toEqual(['2026-03-12T00:00:00.000Z']);
    await moveZone(db, accountId, 'Asia/Shanghai', after(start, { hours: 2 }));
    expect(await endsOf(accountId)).toEqual(['2026-03-12T16:00:00.000Z']);
    await touch(db, accountId, '2026-03-12T15:59:59Z');
    expect(await allowances(db, accountId)).toHaveLength(1);
    await touch(db, accountId, '2026-03-12T16:00:00Z');
    expect(await allowances(db, accountId)).toHaveLength(2);
  });

  it('in the package’s last day: the lot still ends with the package', async () => {
    const db = database();
    const accountId = await accountIn(db, 'UTC');
    const { versionId } = await makePackage(db, { credits: 0, days: 1, daily: 10 });
    const { ends_at: end } = await assign(db, accountId, versionId, '2026-03-10T01:00:00Z');
    await touch(db, accountId, midnight);
    await moveZone(db, accountId, 'America/New_York', justAfter);
    expect((await endsOf(accountId)).at(-1)).toBe(end.toISOString());
    // Renewed, it goes on to the end of the day that the zone has made longer.
    await assign(db, accountId, versionId, after(justAfter, { seconds: 1 }), { quantity: 2 });
    expect((await endsOf(accountId)).at(-1)).toBe('2026-03-12T04:00:00.000Z');
    expect(await allowances(db, accountId)).toHaveLength(2);
  });

  it('where nobody touched the account before: its day is that of the old zone, then goes on', async () => {
    const db = database();
    const accountId = await withAllowance(db, 'Asia/Shanghai');
    // It is the 13th in Shanghai since 16:00; the day there ends at 16:00 of the 13th, in New York at 04:00 of the
    // 14th.
    await moveZone(db, accountId, 'America/New_York', '2026-03-12T20:00:00Z');
    expect(await endsOf(accountId)).toEqual(['2026-03-10T16:00:00.000Z', '2026-03-14T04:00:00.000Z']);
  });

  it('that fails as a whole leaves the days as they were', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const before = await db.fingerprint();
    expect(await sqlstate(moveZone(db, accountId, 'Nowhere/At_All'))).toBe('22023');
    expect(await db.fingerprint()).toBe(before);
  });

  it('while a use holds the account: the change waits, and moves what the use has begun', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select from public.consume_credits($1, '[{"amount": 4}]', $2)`, [
        accountId,
        justAfter,
      ]);
      const moving = moveZone(db, accountId, 'America/New_York', justAfter);
      await db.waitForBlocked();
      await client.query('commit');
      await moving;
    } finally {
      client.release();
    }
    expect(await endsOf(accountId)).toEqual([midnight, '2026-03-12T04:00:00.000Z']);
    expect(await db.state(accountId, justAfter)).toEqual([6, 0, 0]);
  });

  it('while the change holds the account: the use waits, and goes by the new days', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    await touch(db, accountId, beforeMidnight);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.change_time_zone($1, $2, $3)', [
        accountId,
        'America/New_York',
        beforeMidnight,
      ]);
      const using = db.use(accountId, 4, justAfter);
      await db.waitForBlocked();
      await client.query('commit');
      expect(await using).toMatchObject({ status: 'recorded', available: 6 });
    } finally {
      client.release();
    }
    expect(await endsOf(accountId)).toEqual(['2026-03-11T04:00:00.000Z']);
  });
});

describe('an allowance and days without a touch', () => {
  it.each([
    ['a use', (db: CreditsDatabase, accountId: string, at: string) => db.use(accountId, 1, at)],
    ['the job', (db: CreditsDatabase, _: string, at: string) => db.sweep(at)],
  ])('%s after five days gives that day’s only', async (_, first) => {
    const db = database();
    const accountId = await withAllowance(db);
    const later = after(start, { days: 5 });
    expect(await db.state(accountId, later)).toEqual([10, 0, 0]);
    await first(db, accountId, later);
    expect(await endsOf(accountId)).toEqual([midnight, '2026-03-16T00:00:00.000Z']);
  });

  it('past the end of the package: none, and nothing is due for ever', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    await touch(db, accountId, after(start, { days: 40 }));
    expect(await allowances(db, accountId)).toHaveLength(1);
    const { due } = await db.one<{ due: number }>(
      `select count(*)::int as due from public.credit_balances where account_id = $1 and due_at < 'infinity'`,
      [accountId],
    );
    expect(due).toBe(0);
  });
});

describe('an allowance and a node whose clock is behind', () => {
  it('gives nothing twice, and brings nothing back', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    await db.use(accountId, 10, justAfter);
    expect(await db.use(accountId, 1, beforeMidnight)).toMatchObject({ code: 'insufficient_credits' });
    await touch(db, accountId, midnight);
    expect(await allowances(db, accountId)).toHaveLength(2);
  });
});

describe('an allowance, holds and returns', () => {
  it('what is held of a day’s lot lives on beside the next day’s', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const { id } = await db.reserve(accountId, { amount: 6, ttl: '1 day' });
    await touch(db, accountId, midnight);
    expect(await db.state(accountId, midnight)).toEqual([10, 6, 0]);
    await db.release(accountId, id, midnight);
    expect(await db.state(accountId, midnight)).toEqual([10, 0, 0]);
  });

  it('a use of yesterday’s comes back as credits of seven days', async () => {
    const db = database();
    const accountId = await withAllowance(db);
    const { transaction_id: use } = await db.use(accountId, 6);
    await db.giveBack(accountId, use, {}, midnight);
    expect(await db.state(accountId, midnight)).toEqual([16, 0, 0]);
    const refunds = (await db.lots(accountId)).filter(({ source }) => source === 'refund');
    expect(refunds).toMatchObject([{ amount: 6, expires_at: new Date(after(midnight, { days: 7 })) }]);
  });
});
