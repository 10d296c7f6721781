import { describe, expect, it } from '@jest/globals';
import { ofQuota } from '../../../../src/metering/states/contract.ts';
import { elastic, useElasticDatabase, type ElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, start } from '../../../harness/metering/metering.ts';

// What credits paid is not of the quota: percentages and thresholds count what the quota itself pays, so that the
// percentage and what is left are the whole of it (docs/adr/0044-percent-of-what-the-quota-pays.md).

const database = useElasticDatabase();

const armed = { ...elastic, thresholds: [50, 80, 100] };

/** An account that has used ten, and five more that its credits paid. */
async function beyond(db: ElasticDatabase): Promise<{ accountId: string; free: string; paid: string }> {
  const accountId = await db.elasticAccount(100, { on: { calls: armed } });
  const free = await db.use(accountId, { amount: 10 });
  const paid = await db.use(accountId, { amount: 5 });
  expect(paid).toMatchObject({ paid_units: 5, alerts: '101' });
  return { accountId, free: free.record_id!, paid: paid.record_id! };
}

/** Of the feature `calls`, as the overview has it. */
const shown = (db: ElasticDatabase, accountId: string) =>
  db.one<{ remaining: number; percent: string }>(
    `select remaining, percent::float8 from public.v_user_quota_overview where account_id = $1`,
    [accountId],
  );

const told = async (db: ElasticDatabase, accountId: string): Promise<string[]> => {
  const rows = await db.rows<{ alert: string }>(
    `select threshold || ': ' || used || ' of ' || quota as alert
     from public.quota_alerts where account_id = $1 order by created_at, threshold`,
    [accountId],
  );
  return rows.map(({ alert }) => alert);
};
const untilPaid = ['50: 10 of 10', '80: 10 of 10', '100: 10 of 10', '101: 15 of 10'];

it('is the same in Postgres as in TypeScript', async () => {
  const rows = await database().rows<Record<'used' | 'reserved' | 'paid' | 'counted', number>>(
    `select used, reserved, paid, public.used_of_quota(used, reserved, paid) as counted
     from generate_series(0, 4) as used, generate_series(0, 4) as reserved, generate_series(0, used + reserved) as paid`,
  );
  for (const { used, reserved, paid, counted } of rows) {
    const overage = { units: paid, credits: paid };
    expect(ofQuota({ quota: 3, used, reserved, overage }).used).toBe(counted);
  }
});

/** In the present, since views read the clock. */
const now = (): string => new Date().toISOString();

describe('what credits paid', () => {
  it('is not of a larger quota: the percentage and what is left are the whole', async () => {
    const db = database();
    const at = now();
    const accountId = await db.elasticAccount(100, { on: { calls: armed }, at });
    await db.use(accountId, { amount: 15 }, at);
    expect(await shown(db, accountId)).toEqual({ remaining: 0, percent: 100 });
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } }, at);
    expect(await shown(db, accountId)).toEqual({ remaining: 30, percent: 25 });
    await db.hold(accountId, 8, at);
    expect(await shown(db, accountId)).toEqual({ remaining: 22, percent: 45 });
  });

  it('is not of what an alert compares, nor of what it tells', async () => {
    const db = database();
    const { accountId } = await beyond(db);
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } });
    expect(await db.use(accountId, { amount: 9 })).toMatchObject({ used: 24, alerts: null });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({ used: 25, alerts: '50' });
    expect(await db.use(accountId, { amount: 11 })).toMatchObject({ alerts: null });
    expect(await db.use(accountId, { amount: 8 })).toMatchObject({ used: 44, alerts: '80' });
    expect(await db.use(accountId, { amount: 3 })).toMatchObject({ paid_units: 2, alerts: '100,101' });
    expect(await told(db, accountId)).toEqual([
      ...untilPaid,
      '50: 20 of 40',
      '80: 39 of 40',
      '100: 40 of 40',
      '101: 47 of 40',
    ]);
  });

  it('is told by one use that crosses all as by many, whatever else the call holds', async () => {
    const db = database();
    const { accountId } = await beyond(db);
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } });
    const outcomes = await db.record(accountId, [{ amount: 9 }, { amount: 1 }, { amount: 24 }]);
    expect(outcomes.map(({ alerts }) => alerts)).toEqual([null, '50', '80,100,101']);
    // Raised by one statement, with what all of them have used.
    expect(await told(db, accountId)).toEqual([
      ...untilPaid,
      '50: 40 of 40',
      '80: 40 of 40',
      '100: 40 of 40',
      '101: 49 of 40',
    ]);
  });

  it('is told by no change while something is held, and by the use that passes a threshold then', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: { calls: armed } });
    await db.use(accountId, { amount: 10 });
    await db.use(accountId, { amount: 9 });
    await db.movePlan(accountId, { calls: { ...armed, quota: 20 } });
    const before = await told(db, accountId);
    const hold = await db.hold(accountId, 8);
    // Ten are used of twenty, and eight are held.
    await db.movePlan(accountId, { calls: { ...armed, quota: 20 } });
    await db.movePlan(accountId, { calls: { ...armed, quota: 21 } });
    expect(await told(db, accountId)).toEqual(before);
    await db.release(accountId, hold.id);
    expect(await db.use(accountId, { amount: 6 })).toMatchObject({ alerts: '50' });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({ alerts: '80' });
  });

  it('makes no change of quota tell of what is not used of it', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: { calls: { ...armed, thresholds: [95] } } });
    await db.use(accountId, { amount: 14 });
    const before = await told(db, accountId);
    // 15 are 100 %, of which the quota pays 10 and the credits 4.
    await db.movePlan(accountId, { calls: { ...armed, quota: 14 } });
    expect(await told(db, accountId)).toEqual([...before]);
    await db.movePlan(accountId, { calls: { ...armed, quota: 11 } });
    expect(await told(db, accountId)).toEqual([...before, '80: 10 of 11']);
  });

  it('is the same once the quota is lowered: what is over is what the quota paid', async () => {
    const db = database();
    const { accountId } = await beyond(db);
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } });
    await db.use(accountId, { amount: 8 });
    await db.movePlan(accountId, { calls: { ...armed, quota: 20 } });
    expect((await told(db, accountId)).slice(4)).toEqual(['80: 18 of 20']);
    await db.movePlan(accountId, { calls: { ...armed, quota: 12 } });
    expect((await told(db, accountId)).slice(5)).toEqual(['100: 18 of 12']);
  });

  it('lets neither a void of a paid use nor one of a free use tell an alert twice, nor lose one', async () => {
    const db = database();
    const { accountId, paid, free } = await beyond(db);
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } });
    expect(await db.use(accountId, { amount: 10 })).toMatchObject({ alerts: '50' });
    await db.void(accountId, paid);
    expect(await db.use(accountId, { amount: 11 })).toMatchObject({ used: 31, alerts: null });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({ used: 32, alerts: '80' });
    await db.void(accountId, free);
    expect(await db.use(accountId, { amount: 17 })).toMatchObject({ used: 39, alerts: null });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({ used: 40, alerts: '100' });
    expect((await told(db, accountId)).slice(4)).toEqual(['50: 20 of 40', '80: 32 of 40', '100: 40 of 40']);
  });

  it('goes where a change of reset period carries it', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: { calls: { ...armed, resetPeriod: 'daily' } } });
    await db.use(accountId, { amount: 15 });
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } }, after(start, { hours: 1 }));
    const at = after(start, { hours: 2 });
    expect(await db.use(accountId, { amount: 9 }, at)).toMatchObject({ used: 24, alerts: null });
    expect(await db.use(accountId, { amount: 1 }, at)).toMatchObject({ used: 25, alerts: '50' });
  });
});

describe('what credits hold', () => {
  it('makes less of nothing that is used', async () => {
    const db = database();
    const at = now();
    const accountId = await db.elasticAccount(100, { on: { calls: armed }, at });
    await db.use(accountId, { amount: 7 }, at);
    // 3 of it the quota has left, 9 the credits pay.
    const { id } = await db.hold(accountId, 12, at);
    expect(await shown(db, accountId)).toEqual({ remaining: 0, percent: 100 });
    // 8 are 80 %, though credits pay the eighth.
    expect(await db.use(accountId, { amount: 1 }, at)).toMatchObject({ paid_units: 1, alerts: '80,101' });
    await db.commit(accountId, id, null, at);
    expect((await told(db, accountId)).at(-1)).toBe('100: 10 of 10');
    expect(await shown(db, accountId)).toEqual({ remaining: 0, percent: 100 });
  });

  it('leaves, once it is released, what the quota pays', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { on: { calls: armed } });
    await db.use(accountId, { amount: 7 });
    const { id } = await db.hold(accountId, 12);
    await db.movePlan(accountId, { calls: { ...armed, quota: 40 } });
    await db.release(accountId, id);
    expect(await db.use(accountId, { amount: 12 })).toMatchObject({ used: 19, alerts: null });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({ used: 20, alerts: '50' });
  });
});
