import { describe, expect, it } from '@jest/globals';
import {
  after,
  settle,
  sqlstate,
  start,
  useMeteringDatabase,
  type StoredRecord,
} from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const unknownId = '00000000-0000-7000-8000-000000000000';

function takeBack(accountId: string, id: string | null, at = start): Promise<StoredRecord> {
  return database().one<StoredRecord>('select * from public.void_usage_record($1, $2, $3, $4)', [
    accountId,
    id,
    'a mistake',
    at,
  ]);
}

async function reset(accountId: string, featureCode: string | null = null, at = start): Promise<string[]> {
  const rows = await database().rows<{ reset_usage: string }>('select public.reset_usage($1, $2, $3, $4)', [
    accountId,
    featureCode,
    'goodwill',
    at,
  ]);
  return rows.map((row) => row.reset_usage);
}

describe('void_usage_record', () => {
  it('writes a compensating record at the time of the use and lets the open counter fall', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    const at = after(start, { days: 2 });
    const written = await takeBack(accountId, id, at);
    expect(written).toMatchObject({
      kind: 'void',
      amount: -30,
      voids_id: id,
      reason: 'a mistake',
      occurred_at: new Date(start),
      created_at: new Date(at),
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 0 });
    expect((await db.records(accountId)).map(({ id: stored }) => stored)).toEqual([id, written.id]);
  });

  it('happens once', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    await takeBack(accountId, id);
    const before = await db.fingerprint();
    expect(await sqlstate(takeBack(accountId, id))).toBe('MSVOI');
    expect(await db.fingerprint()).toBe(before);
  });

  it('happens once, however many ask at once', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 5 });
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    const works = Array.from({ length: 20 }, () => takeBack(accountId, id));
    expect(await settle(works)).toEqual({ succeeded: 1, failed: { MSVOI: 19 } });
    expect(await db.counter(accountId)).toMatchObject({ used: 5 });
  });

  it('is refused for what is unknown, of others, or no use', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId);
    expect(await sqlstate(takeBack(accountId, unknownId))).toBe('MSNOF');
    expect(await sqlstate(takeBack(await db.account(), id))).toBe('MSNOF');
    const { id: voidId } = await takeBack(accountId, id);
    expect(await sqlstate(takeBack(accountId, voidId))).toBe('MSCON');
  });

  it('of a closed period leaves its counter as it was', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    const tomorrow = after(start, { days: 1 });
    await db.use(accountId, { amount: 3 }, tomorrow);
    expect(await takeBack(accountId, id, tomorrow)).toMatchObject({ amount: -30, period_start: null });
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([30, 3]);
  });

  it('of a late record touches no counter', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    await db.use(accountId, { amount: 3 });
    const occurredAt = after(start, { days: -5 });
    const { record_id: id } = await db.use(accountId, { amount: 30, occurredAt });
    expect(await takeBack(accountId, id)).toMatchObject({
      period_start: null,
      occurred_at: new Date(occurredAt),
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 3 });
  });

  it('after a reset does not fall a second time', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    await reset(accountId, 'calls', after(start, { hours: 1 }));
    await db.use(accountId, { amount: 4 }, after(start, { hours: 2 }));
    expect(await takeBack(accountId, id, after(start, { hours: 3 }))).toMatchObject({ period_start: null });
    expect(await db.counter(accountId)).toMatchObject({ used: 4 });
  });

  it('of a use after a reset does fall', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 30 });
    await reset(accountId, 'calls', after(start, { hours: 1 }));
    const { record_id: id } = await db.use(accountId, { amount: 4 }, after(start, { hours: 2 }));
    await takeBack(accountId, id, after(start, { hours: 3 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 0 });
  });

  it('of a use carried over to a new reset period falls there, as long as it counts there', async () => {
    const db = database();
    const accountId = await db.account();
    const early = await db.use(accountId, { amount: 30 });
    const late = await db.use(accountId, { amount: 4 }, after(start, { days: 3 }));
    const at = after(start, { days: 3, hours: 1 });
    await db.movePlan(accountId, { calls: { resetPeriod: 'daily' } }, at);
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([34, 4]);
    await takeBack(accountId, early.record_id, at);
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([34, 4]);
    await takeBack(accountId, late.record_id, at);
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([34, 0]);
  });
});

describe('reset_usage', () => {
  it('sets the open counters back by records, so that the records still add up', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {}, images: {} });
    await db.record(accountId, [{ amount: 30 }, { featureCode: 'words', amount: 7 }]);
    expect(await reset(accountId)).toEqual(['calls', 'words']);
    expect(await db.counter(accountId)).toMatchObject({ used: 0, limit_epoch: 2 });
    const corrections = (await db.records(accountId)).filter(({ kind }) => kind === 'reset');
    expect(
      corrections.map(({ feature_code: code, amount, reason }) => [code, amount, reason]).sort(),
    ).toEqual([
      ['calls', -30, 'goodwill'],
      ['words', -7, 'goodwill'],
    ]);
  });

  it('of one feature leaves the others alone', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    await db.record(accountId, [{ amount: 30 }, { featureCode: 'words', amount: 7 }]);
    expect(await reset(accountId, 'words')).toEqual(['words']);
    expect(await db.counter(accountId)).toMatchObject({ used: 30 });
  });

  it('leaves closed periods alone', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    await db.use(accountId, { amount: 30 });
    const tomorrow = after(start, { days: 1 });
    await db.use(accountId, { amount: 5 }, tomorrow);
    await reset(accountId, null, tomorrow);
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([30, 0]);
  });

  it('lets alerts fire again', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 85 });
    await reset(accountId);
    expect(await db.use(accountId, { amount: 85 })).toMatchObject({ status: 'recorded', alerts: '80' });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning', 'calls 80 warning']);
  });

  it('keeps what is held', async () => {
    const db = database();
    const accountId = await db.account();
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 10, '1 day', null, $2)`, [
      accountId,
      start,
    ]);
    await db.use(accountId, { amount: 30 });
    await reset(accountId);
    expect(await db.counter(accountId)).toMatchObject({ used: 0, reserved: 10 });
  });

  it('of a day takes nothing from the month that comes back but what was used on that day', async () => {
    const db = database();
    const monthly = { calls: { quota: 1000 } };
    const accountId = await db.account(monthly);
    const noon = after(start, { days: 2 });
    await db.use(accountId, { amount: 40 });
    await db.use(accountId, { amount: 5 }, after(noon, { hours: -1 }));
    await db.movePlan(accountId, { calls: { resetPeriod: 'daily' } }, noon);
    expect(await db.use(accountId, {}, noon)).toMatchObject({ used: 6 });
    await reset(accountId, null, after(noon, { hours: 1 }));
    await db.movePlan(accountId, monthly, after(noon, { hours: 2 }));
    expect(await db.use(accountId, { amount: 3 }, after(noon, { hours: 3 }))).toMatchObject({ used: 43 });
  });

  it('of a counter that carries an earlier one over resets that part too', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    await db.use(accountId, { amount: 30 });
    await db.movePlan(accountId, { calls: {} }, after(start, { hours: 1 }));
    await reset(accountId, null, after(start, { hours: 2 }));
    expect((await db.counters(accountId)).map(({ used, carried }) => [used, carried])).toEqual([
      [30, 0],
      [0, 30],
    ]);
  });

  it('covers records that were charged while it waited for them', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 30 }, after(start, { seconds: 2 }));
    await reset(accountId, null, after(start, { seconds: 1 }));
    await takeBack(accountId, id, after(start, { seconds: 3 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 0 });
  });

  it('beside records loses none of them', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId);
    await Promise.all([
      ...Array.from({ length: 40 }, () => db.use(accountId)),
      ...Array.from({ length: 4 }, () => reset(accountId)),
    ]);
    const records = await db.records(accountId);
    expect(records.filter(({ kind }) => kind === 'use')).toHaveLength(41);
  });
});
