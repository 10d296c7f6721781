import { describe, expect, it } from '@jest/globals';
import { useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

/** The view speaks of now, so these accounts live now. */
const now = () => new Date().toISOString();

const overview = (accountId: string) =>
  database().rows('select * from public.v_user_quota_overview where account_id = $1 order by feature_code', [
    accountId,
  ]);

describe('v_user_quota_overview', () => {
  it('has a row per account and feature, with used and held apart', async () => {
    const db = database();
    await db.rows(`select public.ensure_usage_partitions(now(), now())`);
    const accountId = await db.account(
      { calls: { quota: 7 }, words: { quota: -1, resetPeriod: 'never' }, export: { enabled: true } },
      { at: now() },
    );
    await db.record(accountId, [{ amount: 3 }, { featureCode: 'words', amount: 1000 }], now());
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 2, '1 hour')`, [accountId]);
    const [counter] = await db.counters(accountId);
    expect(await overview(accountId)).toMatchObject([
      {
        feature_code: 'calls',
        quota: 7,
        used: 3,
        reserved: 2,
        remaining: 2,
        percent: '71.4',
        reset_period: 'monthly',
        period_start: counter?.period_start,
        period_end: counter?.period_end,
        next_reset_at: counter?.period_end,
        time_zone: 'UTC',
      },
      { feature_code: 'export', kind: 'boolean', is_enabled: true, remaining: null, percent: null },
      {
        feature_code: 'words',
        quota: -1,
        used: 1000,
        remaining: -1,
        percent: null,
        reset_period: 'never',
        next_reset_at: null,
      },
    ]);
  });

  it('never shows less than nothing remaining, and more than 100 % where a quota was lowered', async () => {
    const db = database();
    const accountId = await db.account({ calls: {} }, { at: now() });
    await db.use(accountId, { amount: 60 }, now());
    await db.movePlan(accountId, { calls: { quota: 50 } }, now());
    expect(await overview(accountId)).toMatchObject([
      { used: 60, quota: 50, remaining: 0, percent: '120.0' },
    ]);
  });

  it.each([
    [9_996, 10_000, '99.9'],
    [9_999, 10_000, '99.9'],
    [10_000, 10_000, '100.0'],
    [2 ** 53 - 2, 2 ** 53 - 1, '99.9'],
    [29, 100, '29.0'],
    [2, 3, '66.6'],
  ])('shows %d of %d as %s: 100 only where nothing is left', async (used, quota, percent) => {
    const db = database();
    const accountId = await db.account({ calls: { quota } }, { at: now() });
    await db.use(accountId, { amount: used }, now());
    expect(await overview(accountId)).toMatchObject([{ used, quota, remaining: quota - used, percent }]);
  });

  it('shows features that were never used, and a quota of none as not used', async () => {
    const accountId = await database().account({ calls: {}, words: { quota: 0 } }, { at: now() });
    expect(await overview(accountId)).toMatchObject([
      {
        feature_code: 'calls',
        used: 0,
        reserved: 0,
        remaining: 100,
        percent: '0.0',
        reset_period: 'monthly',
        period_start: expect.any(Date),
        period_end: expect.any(Date),
      },
      { feature_code: 'words', used: 0, remaining: 0, percent: '0.0' },
    ]);
  });

  it('shows an override without a plan, and nothing to an account without either', async () => {
    const db = database();
    const [accountId, bare] = [await db.account(null), await db.account(null)];
    await db.rows(`select public.set_quota_override($1, 'calls', 4, null, 'why')`, [accountId]);
    expect(await overview(accountId)).toMatchObject([{ plan_code: null, quota: 4 }]);
    expect(await overview(bare)).toEqual([]);
  });
});
