import { describe, expect, it } from '@jest/globals';
import { after, settle, sqlstate, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

interface Override {
  featureCode?: string;
  quota: number | null;
  expiresAt?: string;
}

async function override(
  accountId: string,
  { featureCode = 'calls', quota, expiresAt }: Override,
  at = start,
): Promise<boolean> {
  const { done } = await database().one<{ done: boolean }>(
    'select public.set_quota_override($1, $2, $3, $4, $5, $6) as done',
    [accountId, featureCode, quota, expiresAt ?? null, 'a reason', at],
  );
  return done;
}

const expiresAt = after(start, { hours: 1 });

describe('set_quota_override', () => {
  it('takes the place of the plan’s quota at once and keeps what was used', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 60 });
    expect(await override(accountId, { quota: 61 })).toBe(true);
    expect(await db.use(accountId)).toMatchObject({ status: 'recorded', quota: 61, used: 61 });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.counter(accountId)).toMatchObject({ limit_epoch: 2 });
  });

  it('may grant without limit, or nothing at all', async () => {
    const accountId = await database().account();
    await override(accountId, { quota: -1 });
    expect(await database().use(accountId, { amount: 1000 })).toMatchObject({
      status: 'recorded',
      quota: -1,
    });
    await override(accountId, { quota: 0 });
    expect(await database().use(accountId)).toMatchObject({ code: 'quota_exceeded', quota: 0 });
  });

  it('expires by itself at the next touch, to the microsecond', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10 } });
    await override(accountId, { quota: 50, expiresAt });
    expect(await db.use(accountId, { amount: 11 })).toMatchObject({ status: 'recorded', quota: 50 });
    expect(await db.use(accountId, {}, expiresAt)).toMatchObject({
      code: 'quota_exceeded',
      quota: 10,
      used: 11,
    });
    expect(await db.use(accountId, {}, after(expiresAt, { seconds: -0.001 }))).toMatchObject({
      status: 'recorded',
    });
  });

  it('that expired lets the plan’s quota accept again', async () => {
    const db = database();
    const accountId = await db.account();
    await override(accountId, { quota: 0, expiresAt });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.use(accountId, { amount: 80 }, expiresAt)).toMatchObject({
      quota: 100,
      used: 80,
      alerts: '80',
    });
  });

  it('holds in a period that opens after it was set, and no longer than it lasts', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const tomorrow = after(start, { days: 1 });
    await override(accountId, { quota: 5, expiresAt: after(tomorrow, { hours: 1 }) });
    expect(await db.use(accountId, { amount: 5 }, tomorrow)).toMatchObject({ quota: 5 });
    expect(await db.use(accountId, {}, after(tomorrow, { hours: 1 }))).toMatchObject({ quota: 100, used: 6 });
  });

  it('also expires for reservations', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10 } });
    await db.use(accountId);
    await override(accountId, { quota: 50, expiresAt });
    const reserve = (at: string) =>
      db.rows(`select public.reserve_feature_usage($1, 'calls', 20, '1 minute', null, $2)`, [accountId, at]);
    await reserve(start);
    expect(await sqlstate(reserve(expiresAt))).toBe('MSQEX');
  });

  it('lifted, gives way to the plan’s quota', async () => {
    const db = database();
    const accountId = await db.account();
    await override(accountId, { quota: 5 });
    expect(await override(accountId, { quota: null })).toBe(true);
    expect(await override(accountId, { quota: null })).toBe(false);
    expect(await db.use(accountId, { amount: 100 })).toMatchObject({ status: 'recorded', quota: 100 });
  });

  it('grants a feature that the plan does not have, until it is lifted', async () => {
    const db = database();
    await db.feature('words');
    const accountId = await db.account();
    const use = { featureCode: 'words' };
    expect(await override(accountId, { ...use, quota: 2 })).toBe(true);
    expect(await db.use(accountId, use)).toMatchObject({
      status: 'recorded',
      quota: 2,
      period_start: new Date(start),
    });
    await override(accountId, { ...use, quota: null });
    expect(await db.use(accountId, use)).toMatchObject({ code: 'feature_not_in_plan' });
    await override(accountId, { ...use, quota: 3 });
    expect(await db.use(accountId, use)).toMatchObject({ status: 'recorded', used: 2 });
  });

  it('that expired on a feature outside the plan grants nothing', async () => {
    const db = database();
    await db.feature('words');
    const accountId = await db.account();
    await override(accountId, { featureCode: 'words', quota: 2, expiresAt });
    await db.use(accountId, { featureCode: 'words' });
    expect(await db.use(accountId, { featureCode: 'words' }, expiresAt)).toMatchObject({
      code: 'feature_not_in_plan',
    });
  });

  it('grants also where there is no plan, and stays when one comes', async () => {
    const db = database();
    await db.feature('calls');
    const accountId = await db.account(null);
    await override(accountId, { quota: 2 });
    expect(await db.use(accountId, { amount: 2 })).toMatchObject({ status: 'recorded' });
    const at = after(start, { days: 3 });
    await db.movePlan(accountId, { calls: {} }, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ code: 'quota_exceeded', quota: 2, used: 2 });
  });

  it('lifted leaves nothing behind without a plan, and those of others as they are', async () => {
    const db = database();
    await db.feature('calls');
    const accountIds = [await db.account(null), await db.account(null)];
    const [accountId = '', other = ''] = accountIds;
    for (const id of accountIds) {
      await override(id, { quota: 2 });
      await db.rows(`select public.note_change_failure('override_end', $1, null, 'P0001', 'why', $2)`, [
        id,
        start,
      ]);
    }
    expect(await override(accountId, { quota: null })).toBe(true);
    for (const table of ['account_entitlements', 'account_change_failures']) {
      expect(
        await db.rows(`select account_id as id from public.${table} where account_id = any ($1)`, [
          accountIds,
        ]),
      ).toEqual([{ id: other }]);
    }
    await db.rows('delete from public.account_change_failures');
  });

  describe('of a feature that is on or off', () => {
    const isOn = (accountId: string, at = start) =>
      database().rows(
        `select (found.state).is_enabled, (found.state).quota
         from public.quota_states(array[$1]::uuid[], array['export'], $2) as found
         where (found.state).feature_code is not null`,
        [accountId, at],
      );

    it('switches it off and on in the place of the plan, until it ends', async () => {
      const accountId = await database().account({ calls: {}, export: { enabled: true } });
      await override(accountId, { featureCode: 'export', quota: 0, expiresAt });
      expect(await isOn(accountId)).toEqual([{ is_enabled: false, quota: null }]);
      expect(await isOn(accountId, expiresAt)).toEqual([{ is_enabled: true, quota: null }]);
      await override(accountId, { featureCode: 'export', quota: -1 });
      expect(await isOn(accountId)).toEqual([{ is_enabled: true, quota: null }]);
      await override(accountId, { featureCode: 'export', quota: null });
      expect(await isOn(accountId)).toEqual([{ is_enabled: true, quota: null }]);
    });

    it('gives one that the plan lacks, which goes with the override', async () => {
      const accountId = await database().account({ calls: {} });
      await database().feature('export', 'boolean');
      await override(accountId, { featureCode: 'export', quota: -1, expiresAt });
      expect(await isOn(accountId)).toEqual([{ is_enabled: true, quota: null }]);
      expect(await isOn(accountId, expiresAt)).toEqual([]);
      await override(accountId, { featureCode: 'export', quota: null });
      expect(await isOn(accountId)).toEqual([]);
    });

    it('lets nothing of it be counted or held, on or off', async () => {
      const accountId = await database().account({ calls: {}, export: { enabled: true } });
      for (const [quota, code] of [
        [-1, 'MSINV'],
        [0, 'MSFNP'],
      ] as const) {
        await override(accountId, { featureCode: 'export', quota });
        expect(await database().use(accountId, { featureCode: 'export' })).toMatchObject({
          code: 'feature_not_metered',
        });
        expect(
          await sqlstate(
            database().rows(
              "select public.reserve_feature_usage($1, 'export', 1, interval '1 minute', null, $2)",
              [accountId, start],
            ),
          ),
        ).toBe(code);
      }
    });
  });

  it('refuses unknown and boolean features, and has nothing to lift where none is set', async () => {
    const accountId = await database().account({ calls: {}, export: { enabled: true } });
    expect(await sqlstate(override(accountId, { featureCode: 'nonsense', quota: 1 }))).toBe('MSFUN');
    expect(await sqlstate(override(accountId, { featureCode: 'export', quota: 1 }))).toBe('MSINV');
    expect(await override(accountId, { quota: null })).toBe(false);
  });

  it('beside records never lets more be used than the greatest quota', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 50 } });
    await db.use(accountId);
    const works = Array.from({ length: 100 }, (_, index) =>
      index % 10 === 0
        ? override(accountId, { quota: index % 20 === 0 ? 60 : null, expiresAt })
        : db.use(accountId),
    );
    expect(await settle(works)).toEqual({ succeeded: 100, failed: {} });
    expect((await db.counter(accountId)).used).toBeLessThanOrEqual(60);
  });
});
