import { describe, expect, it } from '@jest/globals';
import { randomFrom } from '../../../../src/demo/random.ts';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

interface Check {
  allowed: boolean;
  reason: string | null;
  quota: number | null;
  used: number | null;
  reserved: number | null;
  period_end: Date | null;
}

function check(accountId: string, featureCode = 'calls', amount = 1, at = start): Promise<Check> {
  return database().one<Check>(
    'select allowed, reason, (state).* from public.check_user_quota($1, $2, $3, $4)',
    [accountId, featureCode, amount, at],
  );
}

describe('check_user_quota', () => {
  it('says whether an amount would be accepted, and by which numbers', async () => {
    const accountId = await database().account();
    await database().use(accountId, { amount: 60 });
    expect(await check(accountId, 'calls', 40)).toMatchObject({
      allowed: true,
      reason: null,
      quota: 100,
      used: 60,
      reserved: 0,
      period_end: new Date('2026-04-10T12:00Z'),
    });
    expect(await check(accountId, 'calls', 41)).toMatchObject({
      allowed: false,
      reason: 'quota_exceeded',
      used: 60,
    });
  });

  it('tells what is unknown, not in the plan, or switched off', async () => {
    const db = database();
    await db.feature('words');
    const accountId = await db.account({ calls: {}, export: { enabled: true }, hidden: { enabled: false } });
    expect(await check(accountId, 'nonsense')).toMatchObject({ allowed: false, reason: 'feature_unknown' });
    expect(await check(accountId, 'words')).toMatchObject({ allowed: false, reason: 'feature_not_in_plan' });
    expect(await check(accountId, 'hidden')).toMatchObject({ allowed: false, reason: 'feature_not_in_plan' });
    expect(await check(accountId, 'export')).toMatchObject({ allowed: true, reason: null });
  });

  it('never allows what nothing entitles to', async () => {
    const accountId = await database().account(null);
    expect(await check(accountId)).toMatchObject({
      allowed: false,
      reason: 'feature_not_in_plan',
      quota: null,
    });
  });

  it('allows any amount of an unlimited quota and none of a quota of none', async () => {
    const accountId = await database().account({ calls: { quota: -1 }, words: { quota: 0 } });
    expect(await check(accountId, 'calls', 1_000_000)).toMatchObject({ allowed: true });
    expect(await check(accountId, 'words')).toMatchObject({ allowed: false, reason: 'quota_exceeded' });
  });

  it('counts what is held until its time is up', async () => {
    const db = database();
    const accountId = await db.account();
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 60, '5 minutes', null, $2)`, [
      accountId,
      start,
    ]);
    expect(await check(accountId, 'calls', 41)).toMatchObject({ allowed: false, reserved: 60 });
    const later = after(start, { seconds: 300 });
    expect(await check(accountId, 'calls', 100, later)).toMatchObject({ allowed: true, reserved: 0 });
  });

  it('judges by the period that the instant lies in', async () => {
    const accountId = await database().account({ calls: { resetPeriod: 'daily' } });
    await database().use(accountId, { amount: 100 });
    expect(await check(accountId)).toMatchObject({ allowed: false });
    expect(await check(accountId, 'calls', 100, '2026-03-11T00:00:00Z')).toMatchObject({
      allowed: true,
      used: 0,
    });
  });

  it('judges by an override while it lasts', async () => {
    const db = database();
    const accountId = await db.account();
    const until = after(start, { hours: 1 });
    await db.rows(`select public.set_quota_override($1, 'calls', 5, $2, 'why', $3)`, [
      accountId,
      until,
      start,
    ]);
    expect(await check(accountId, 'calls', 6)).toMatchObject({ allowed: false, quota: 5 });
    expect(await check(accountId, 'calls', 6, until)).toMatchObject({ allowed: true, quota: 100 });
  });

  it('agrees with what a record then does', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 50 } });
    const random = randomFrom('amounts');
    for (let round = 0; round < 30; round += 1) {
      const amount = 1 + Math.floor(random() * 12);
      const { allowed } = await check(accountId, 'calls', amount);
      expect((await db.use(accountId, { amount })).status).toBe(allowed ? 'recorded' : 'rejected');
    }
  });

  it('changes nothing', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    await db.use(accountId);
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 60, '5 minutes', null, $2)`, [
      accountId,
      start,
    ]);
    const before = await db.fingerprint();
    for (const at of [start, after(start, { days: 1 }), after(start, { days: 90 })]) {
      for (const code of ['calls', 'words', 'nonsense']) await check(accountId, code, 50, at);
    }
    expect(await db.fingerprint()).toBe(before);
  });
});

it('what is told of a feature that was never used holds until its period ends', async () => {
  const accountId = await database().account({ calls: { resetPeriod: 'daily' } });
  expect(
    await database().one(`select valid_until from public.quota_state($1, 'calls', $2)`, [accountId, start]),
  ).toEqual({ valid_until: new Date('2026-03-11T00:00Z') });
});
