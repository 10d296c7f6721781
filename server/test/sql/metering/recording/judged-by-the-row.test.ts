import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const day = { calls: { resetPeriod: 'daily' } } as const;
const month = { calls: {} };
/** The account's day ends at midnight, its month much later. */
const midnight = '2026-03-11T00:00:00.000Z';
const before = (seconds: number) => after(midnight, { seconds: -seconds });
const early = { occurredAt: before(-60) };

function reserve(accountId: string, amount: number, at: string): Promise<unknown> {
  return database().rows(
    `select reservation from public.reserve_feature_usage($1, 'calls', $2, '1 hour', null, $3)`,
    [accountId, amount, at],
  );
}

interface Verdict {
  allowed: boolean;
  reason: string | null;
  used: number;
  reserved: number;
  period_start: Date;
}

function check(accountId: string, amount: number, at: string): Promise<Verdict> {
  return database().one<Verdict>(
    `select allowed, reason, (state).used, (state).reserved, (state).period_start
     from public.check_user_quota($1, 'calls', $2, $3)`,
    [accountId, amount, at],
  );
}

describe('a counter that an early use opened in the place of the present one', () => {
  it('judges reservations and checks as it judges uses', async () => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 90 }, before(300));
    await db.use(accountId, early, before(180));
    await db.movePlan(accountId, month, before(120));
    await db.use(accountId, early, before(100));
    const [row] = (await db.counters(accountId)).slice(-1);
    expect(row).toMatchObject({ used: 92, quota: 100 });

    const at = before(60);
    expect(await check(accountId, 8, at)).toMatchObject({ allowed: true, used: 92 });
    expect(await check(accountId, 9, at)).toMatchObject({
      allowed: false,
      reason: 'quota_exceeded',
      period_start: row?.period_start,
    });
    expect(await sqlstate(reserve(accountId, 9, at))).toBe('MSQEX');
    await reserve(accountId, 8, at);
    expect(await sqlstate(reserve(accountId, 1, at))).toBe('MSQEX');
    expect(await db.use(accountId, {}, at)).toMatchObject({ code: 'quota_exceeded' });
    expect((await db.counters(accountId)).at(-1)).toMatchObject({ used: 92, reserved: 8 });
  });
});

describe('a reservation that was asked for before a change of reset period and is judged after it', () => {
  it('is judged by the month that has taken over', async () => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 80 });
    const tomorrow = after(start, { days: 1 });
    await db.use(accountId, { amount: 10 }, tomorrow);
    await db.movePlan(accountId, month, after(tomorrow, { seconds: 1 }));
    expect(await sqlstate(reserve(accountId, 50, tomorrow))).toBe('MSQEX');
    await reserve(accountId, 10, tomorrow);
    expect((await db.counters(accountId)).at(-1)).toMatchObject({ used: 90, reserved: 10 });
  });
});

describe('what a check shows of a counter that nobody has opened', () => {
  it('includes the reservations that will move into it', async () => {
    const db = database();
    const accountId = await db.account(day);
    await reserve(accountId, 80, before(60));
    await db.movePlan(accountId, month, before(-60));
    expect(await check(accountId, 50, before(-60))).toMatchObject({ allowed: false, reserved: 80 });
    expect(await db.use(accountId, { amount: 50 }, before(-60))).toMatchObject({ code: 'quota_exceeded' });
    // Expired by then.
    expect(await check(accountId, 50, before(-3600))).toMatchObject({ allowed: true, reserved: 0 });
  });
});

describe('an amount past what a counter can hold', () => {
  it('is too much for the quota first, where there is one', async () => {
    const db = database();
    const most = Number.MAX_SAFE_INTEGER;
    const limited = await db.account({ calls: { quota: most } });
    await db.use(limited, { amount: 100 });
    expect(await db.use(limited, { amount: most })).toMatchObject({ code: 'quota_exceeded' });
    expect(await sqlstate(reserve(limited, most, start))).toBe('MSQEX');
    expect(await check(limited, most, start)).toMatchObject({ allowed: false, reason: 'quota_exceeded' });

    const unlimited = await db.account({ calls: { quota: -1 } });
    await db.use(unlimited, { amount: 100 });
    expect(await db.use(unlimited, { amount: most })).toMatchObject({ code: 'counter_full' });
    expect(await sqlstate(reserve(unlimited, most, start))).toBe('MSINV');
    expect(await check(unlimited, most, start)).toMatchObject({ allowed: false, reason: 'counter_full' });
  });
});

describe('a commit of more than was held', () => {
  it('leaves to other reservations what they hold', async () => {
    const db = database();
    const accountId = await db.account();
    await reserve(accountId, 40, start);
    const { id } = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 10, '1 hour', null, $2)`,
      [accountId, start],
    );
    const commit = (amount: number) =>
      db.rows('select public.commit_reservation($1, $2, $3, $4)', [accountId, id, amount, start]);
    expect(await sqlstate(commit(61))).toBe('MSQEX');
    await commit(60);
    expect(await db.counter(accountId)).toMatchObject({ used: 60, reserved: 40 });
  });
});
