import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase, type Offer } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const yesterday = after(start, { days: -1 });
const today = '2026-03-10T06:00:00.000Z';

function daily(quota: number): Record<string, Offer> {
  return { calls: { quota, resetPeriod: 'daily' } };
}

describe('a use of before the account had the feature', () => {
  it.each([
    ['monthly', 1],
    ['daily', 24],
  ] as const)('is charged to no %s period', async (resetPeriod, hours) => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1000, resetPeriod } });
    const occurredAt = after(start, { hours: -hours });
    expect(await db.use(accountId, { amount: 1000, occurredAt })).toMatchObject({
      status: 'recorded',
      used: null,
      period_start: null,
    });
    expect(await db.counters(accountId)).toEqual([]);
    expect(await db.use(accountId, { amount: 1000 })).toMatchObject({ status: 'recorded', used: 1000 });
  });

  it('is charged to no period that began before the plan brought the feature', async () => {
    const db = database();
    const accountId = await db.account({ words: {} }, { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, daily(1000), today);
    expect(await db.use(accountId, { amount: 1000, occurredAt: yesterday })).toMatchObject({
      status: 'recorded',
      used: null,
    });
    expect(await db.counters(accountId)).toEqual([]);
  });
});

describe('a use of yesterday', () => {
  it.each([
    ['the last quota that held in it, however high today’s is', 10, 1000, ['recorded', 'quota_exceeded']],
    ['the last quota that held in it, however low today’s is', 1000, 10, ['recorded', 'recorded']],
  ])('is judged by %s', async (_, then, now, expected) => {
    const db = database();
    const accountId = await db.account(daily(then), { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, daily(now), today);
    const outcomes = [10, 490].map((amount) => ({ amount, occurredAt: yesterday }));
    const judged = await db.record(accountId, outcomes);
    expect(judged.map(({ code, status }) => code ?? status)).toEqual(expected);
    expect(judged[0]).toMatchObject({ quota: then, period_end: new Date('2026-03-10T00:00Z') });
    expect(await db.use(accountId, { amount: now })).toMatchObject({ status: 'recorded', quota: now });
  });

  it('is charged to a day that ends where another reset period began, though days have come back since', async () => {
    const db = database();
    const accountId = await db.account(daily(10), { at: after(start, { days: -9 }) });
    const changed = after(yesterday, { hours: 1 });
    await db.movePlan(accountId, { calls: { quota: 10 } }, changed);
    await db.movePlan(accountId, daily(10), after(yesterday, { hours: 2 }));
    expect(await db.use(accountId, { occurredAt: yesterday })).toMatchObject({
      period_start: new Date('2026-03-09T00:00Z'),
      period_end: new Date(changed),
    });
  });

  it('is judged by what several changes of that day came to', async () => {
    const db = database();
    const accountId = await db.account(daily(1000), { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, daily(500), after(yesterday, { hours: -2 }));
    await db.movePlan(accountId, daily(20), yesterday);
    await db.movePlan(accountId, daily(7), today);
    const occurredAt = after(yesterday, { hours: -1 });
    expect(await db.use(accountId, { amount: 21, occurredAt })).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { amount: 20, occurredAt })).toMatchObject({ used: 20, quota: 20 });
  });

  it('is judged by the plan where an override has ended before the day did', async () => {
    const db = database();
    const accountId = await db.account(daily(10), { at: after(start, { days: -9 }) });
    await db.rows(`select public.set_quota_override($1, 'calls', 500, $2, 'why', $3)`, [
      accountId,
      after(yesterday, { hours: 2 }),
      after(yesterday, { hours: -5 }),
    ]);
    await db.use(accountId, { amount: 5 }, yesterday);
    expect(await db.use(accountId, { amount: 6, occurredAt: yesterday })).toMatchObject({
      code: 'quota_exceeded',
      quota: 10,
      used: 5,
    });
    expect(await db.use(accountId, { amount: 5, occurredAt: yesterday })).toMatchObject({ used: 10 });
  });

  it('is taken in the day that had the feature, though it is gone, and late before that', async () => {
    const db = database();
    const accountId = await db.account(daily(10), { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, { words: {} }, today);
    expect(await db.use(accountId, { amount: 10, occurredAt: yesterday })).toMatchObject({ used: 10 });
    expect(await db.use(accountId, { occurredAt: yesterday })).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { occurredAt: after(start, { days: -3 }) })).toMatchObject({
      status: 'recorded',
      used: null,
    });
    expect(await db.use(accountId)).toMatchObject({ code: 'feature_not_in_plan' });
    expect(await db.use(accountId, { occurredAt: after(start, { days: -20 }) })).toMatchObject({
      code: 'feature_not_in_plan',
    });
  });

  it('is judged by an override that ended in the same instant as that day', async () => {
    const db = database();
    const accountId = await db.account(daily(10), { at: after(start, { days: -9 }) });
    await db.rows(`select public.set_quota_override($1, 'calls', 500, '2026-03-10Z', 'why', $2)`, [
      accountId,
      yesterday,
    ]);
    await db.use(accountId, {}, yesterday);
    expect(await db.use(accountId, { amount: 499, occurredAt: yesterday })).toMatchObject({ used: 500 });
  });

  it('in the instant in which the feature came has it, in that in which it left does not', async () => {
    const db = database();
    const accountId = await db.account({ words: {} }, { at: after(start, { days: -9 }) });
    const gone = after(yesterday, { hours: 1 });
    await db.movePlan(accountId, daily(10), yesterday);
    await db.movePlan(accountId, { words: {} }, gone);
    const at = (instant: string) =>
      db.one<{ plan_quota: number | null }>('select plan_quota from public.entitlement_at($1, $2, $3)', [
        accountId,
        'calls',
        instant,
      ]);
    expect(await at(yesterday)).toEqual({ plan_quota: 10 });
    expect(await at(gone)).toEqual({ plan_quota: null });
  });

  it('is charged to the month where the day has become part of one', async () => {
    const db = database();
    const accountId = await db.account(daily(10), { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, { calls: { quota: 100 } }, today);
    expect(await db.use(accountId, { amount: 100, occurredAt: yesterday })).toMatchObject({
      used: 100,
      quota: 100,
    });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
  });

  it('is charged to the month that was, up to the day that has taken its place', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 100 } }, { at: after(start, { days: -9 }) });
    await db.movePlan(accountId, daily(10), today);
    const occurredAt = yesterday;
    expect(await db.use(accountId, { amount: 101, occurredAt })).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { amount: 100, occurredAt })).toMatchObject({
      used: 100,
      period_end: new Date(today),
    });
    expect(await db.use(accountId, { amount: 10 })).toMatchObject({ status: 'recorded', used: 10 });
  });
});
