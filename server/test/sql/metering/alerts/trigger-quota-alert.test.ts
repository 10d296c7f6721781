import { describe, expect, it } from '@jest/globals';
import { alertLevelOf } from '../../../../src/metering/alerts/contract.ts';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

it('levels are those of the contract', async () => {
  const rows = await database().rows<{ threshold: number; level: string }>(
    'select threshold, public.alert_level(threshold::smallint) as level from generate_series(1, 120) as threshold',
  );
  expect(rows).toHaveLength(120);
  for (const { threshold, level } of rows)
    expect([threshold, level]).toEqual([threshold, alertLevelOf(threshold)]);
});

describe('alerts', () => {
  it('come once for each threshold, in the record that crosses it', async () => {
    const db = database();
    const accountId = await db.account();
    const alerts: (string | null)[] = [];
    for (const amount of [79, 1, 14, 1, 4, 1]) alerts.push((await db.use(accountId, { amount })).alerts);
    expect(alerts).toEqual([null, '80', null, '95', null, '100']);
    expect(await db.alerts(accountId)).toEqual([
      'calls 80 warning',
      'calls 95 critical',
      'calls 100 exhausted',
    ]);
  });

  it('come all at once when one jump crosses several', async () => {
    const db = database();
    const accountId = await db.account();
    expect(await db.use(accountId, { amount: 100 })).toMatchObject({ alerts: '80,95,100' });
    expect(
      await db.rows(`select used, quota, sent_at, read_at from public.quota_alerts where account_id = $1`, [
        accountId,
      ]),
    ).toEqual(Array.from({ length: 3 }, () => ({ used: 100, quota: 100, sent_at: null, read_at: null })));
  });

  it('go to the event of a batch that crosses the threshold', async () => {
    const accountId = await database().account();
    const outcomes = await database().record(accountId, [{ amount: 50 }, { amount: 31 }, { amount: 15 }, {}]);
    expect(outcomes.map(({ alerts }) => alerts)).toEqual([null, '80', '95', null]);
    expect(await database().alerts(accountId)).toHaveLength(2);
  });

  it('round the amount of a threshold up', async () => {
    const accountId = await database().account({ calls: { quota: 7, thresholds: [80] } });
    expect(await database().use(accountId, { amount: 5 })).toMatchObject({ alerts: null });
    expect(await database().use(accountId)).toMatchObject({ alerts: '80' });
  });

  it('come anew in a new period', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    await db.use(accountId, { amount: 80 });
    expect(await db.use(accountId, { amount: 80 }, after(start, { days: 1 }))).toMatchObject({
      alerts: '80',
    });
    expect(await db.alerts(accountId)).toHaveLength(2);
  });

  it('never come for an unlimited quota, nor for one of none', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: -1 }, words: { quota: 0 } });
    await db.record(accountId, [{ amount: 1_000_000 }, { featureCode: 'words' }]);
    expect(await db.alerts(accountId)).toEqual([]);
  });

  it('are armed again by a new quota above the new percentage only', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 96 });
    await db.movePlan(accountId, { calls: { quota: 110 } });
    // 96 of 110 is 87 %: the warning is passed, the others lie ahead.
    expect(await db.use(accountId, { amount: 14 })).toMatchObject({ alerts: '95,100' });
    expect(await db.alerts(accountId)).toEqual([
      'calls 80 warning',
      'calls 95 critical',
      'calls 95 critical',
      'calls 100 exhausted',
    ]);
    expect(await db.counter(accountId)).toMatchObject({ limit_epoch: 2, next_alert_used: null });
  });

  it('tell once, by the highest threshold, what a change of quota took the account past', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 50 });
    await db.movePlan(accountId, { calls: { quota: 60 } });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning']);
    await db.movePlan(accountId, { calls: { quota: 50 } });
    await db.movePlan(accountId, { calls: { quota: 40 } });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded', used: 50, quota: 40 });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning', 'calls 100 exhausted']);
  });

  it('tell what an override of an unlimited quota took the account past, and what its end did', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: -1 } });
    await db.use(accountId, { amount: 500 });
    const override = (quota: number, until: string | null) =>
      db.rows(`select public.set_quota_override($1, 'calls', $2, $3, 'why', $4)`, [
        accountId,
        quota,
        until,
        start,
      ]);
    await override(510, null);
    expect(await db.alerts(accountId)).toEqual(['calls 95 critical']);
    expect(await db.use(accountId, { amount: 5 })).toMatchObject({ used: 505, alerts: null });

    await db.movePlan(accountId, { calls: { quota: 505 } });
    await override(1000, after(start, { hours: 1 }));
    expect(await db.alerts(accountId)).toEqual(['calls 95 critical']);
    expect(await db.use(accountId, {}, after(start, { hours: 1 }))).toMatchObject({ code: 'quota_exceeded' });
    await db.rows('select public.end_due_overrides(10, $1)', [after(start, { hours: 2 })]);
    expect(await db.alerts(accountId)).toEqual(['calls 95 critical', 'calls 100 exhausted']);
  });

  it('tell that a change of reset period left nothing, and not again what was told already', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    await db.use(accountId, { amount: 70 });
    const tomorrow = after(start, { days: 1 });
    await db.use(accountId, { amount: 40 }, tomorrow);
    await db.movePlan(accountId, { calls: {} }, tomorrow);
    expect(await db.alerts(accountId)).toEqual(['calls 100 exhausted']);
    await db.movePlan(accountId, { calls: { resetPeriod: 'never' } }, tomorrow);
    expect(await db.alerts(accountId)).toEqual(['calls 100 exhausted']);
  });

  it('are told once, also where a void and any change of the plan came in between', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 80 });
    await db.rows('select public.void_usage_record($1, $2, $3, $4)', [accountId, id, 'a mistake', start]);
    await db.movePlan(accountId, { calls: { thresholds: [75, 80, 95, 100] } });
    expect(await db.use(accountId, { amount: 81 })).toMatchObject({ alerts: '75' });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning', 'calls 75 warning']);
  });

  it('do not come again when a void takes the use back below the threshold', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 75 });
    const { record_id: id } = await db.use(accountId, { amount: 6 });
    await db.rows('select public.void_usage_record($1, $2, $3, $4)', [accountId, id, 'a mistake', start]);
    expect(await db.use(accountId, { amount: 6 })).toMatchObject({ used: 81, alerts: null });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning']);
    expect(await db.use(accountId, { amount: 14 })).toMatchObject({ alerts: '95' });
  });

  it('are written by the trigger alone, whoever raises the counter, and only when it rises', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 90 });
    const raise = 'update public.user_usage set used = used + $2 where account_id = $1';
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query(raise, [accountId, 6]);
      const { rows } = await client.query('select threshold from public.quota_alerts where account_id = $1', [
        accountId,
      ]);
      expect(rows.map((row: { threshold: number }) => row.threshold).sort()).toEqual([80, 95]);
      await client.query('rollback');
    } finally {
      client.release();
    }
    await db.rows('select public.void_usage_record($1, $2, $3, $4)', [accountId, id, 'a mistake', start]);
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning']);
  });

  it('of concurrent records come once for each threshold', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId);
    await Promise.all(Array.from({ length: 99 }, () => db.use(accountId)));
    expect(await db.alerts(accountId)).toEqual([
      'calls 80 warning',
      'calls 95 critical',
      'calls 100 exhausted',
    ]);
  });

  it.each([
    ['the same', 100],
    ['a smaller', 90],
    ['a much smaller', 50],
  ])(
    'of a commit while nothing granted the feature comes with %s quota that grants it again',
    async (_, quota) => {
      const db = database();
      const accountId = await db.account();
      const { id } = await db.one<{ id: string }>(
        `select (reservation).id from public.reserve_feature_usage($1, 'calls', 100, '1 day', null, $2)`,
        [accountId, start],
      );
      await db.movePlan(accountId, { words: {} }, after(start, { seconds: 1 }));
      await db.rows('select public.commit_reservation($1, $2, null, $3)', [
        accountId,
        id,
        after(start, { seconds: 2 }),
      ]);
      expect(await db.alerts(accountId)).toEqual([]);
      await db.movePlan(accountId, { calls: { quota } }, after(start, { seconds: 3 }));
      expect(await db.alerts(accountId)).toEqual(['calls 100 exhausted']);
      await db.movePlan(accountId, { words: {} }, after(start, { seconds: 4 }));
      await db.movePlan(accountId, { calls: { quota } }, after(start, { seconds: 5 }));
      expect(await db.alerts(accountId)).toEqual(['calls 100 exhausted']);
    },
  );

  it('of a commit while nothing granted the feature comes with another reset period, too', async () => {
    const db = database();
    const accountId = await committedUngranted({}, 100);
    await db.movePlan(accountId, { calls: { resetPeriod: 'never' } }, after(start, { seconds: 3 }));
    expect(await db.alerts(accountId)).toEqual(['calls 100 exhausted']);
  });

  it('of a commit while nothing granted the feature is followed by none that it says already', async () => {
    const db = database();
    const thresholds = [50, 80, 95];
    const accountId = await committedUngranted({ thresholds }, 90);
    await db.movePlan(accountId, { calls: { thresholds } }, after(start, { seconds: 3 }));
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning']);
    expect(await db.use(accountId, {}, after(start, { seconds: 4 }))).toMatchObject({ alerts: null });
    expect(await db.use(accountId, { amount: 4 }, after(start, { seconds: 5 }))).toMatchObject({
      alerts: '95',
    });
  });

  async function committedUngranted(offer: { thresholds?: number[] }, amount: number): Promise<string> {
    const db = database();
    const accountId = await db.account({ calls: offer });
    const { id } = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', $3, '1 day', null, $2)`,
      [accountId, start, amount],
    );
    await db.movePlan(accountId, { words: {} }, after(start, { seconds: 1 }));
    await db.rows('select public.commit_reservation($1, $2, null, $3)', [
      accountId,
      id,
      after(start, { seconds: 2 }),
    ]);
    return accountId;
  }
});
