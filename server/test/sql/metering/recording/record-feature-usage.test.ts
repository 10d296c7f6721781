import { describe, expect, it } from '@jest/globals';
import {
  after,
  retrying,
  start,
  useMeteringDatabase,
  type Outcome,
} from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

/** `recorded`, or the code of the refusal. */
const verdicts = (outcomes: Outcome[]) => outcomes.map(({ status, code }) => code ?? status);

describe('record_feature_usage_many', () => {
  it('charges the counter, writes the record and tells the numbers right after the event', async () => {
    const db = database();
    const accountId = await db.account();
    const outcome = await db.use(accountId, { amount: 7, metadata: { model: 'large' } });
    expect(outcome).toMatchObject({
      status: 'recorded',
      code: null,
      quota: 100,
      used: 7,
      reserved: 0,
      alerts: null,
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 7, quota: 100, version: outcome.version });
    expect(await db.records(accountId)).toMatchObject([
      {
        id: outcome.record_id,
        kind: 'use',
        amount: 7,
        occurred_at: new Date(start),
        created_at: new Date(start),
        period_start: outcome.period_start,
        metadata: { model: 'large' },
      },
    ]);
  });

  it('without a key, counts each call', async () => {
    const accountId = await database().account();
    await database().use(accountId);
    expect(await database().use(accountId)).toMatchObject({ status: 'recorded', used: 2 });
  });

  it('judges events of one call in their order and tells each its own numbers', async () => {
    const accountId = await database().account();
    const outcomes = await database().record(accountId, [{ amount: 10 }, { amount: 20 }, { amount: 5 }]);
    expect(outcomes.map(({ ordinal, used }) => [ordinal, used])).toEqual([
      [1, 10],
      [2, 30],
      [3, 35],
    ]);
  });

  it('lets a later, smaller event fit after a refused big one', async () => {
    const accountId = await database().account({ calls: { quota: 10 } });
    const outcomes = await database().record(accountId, [{ amount: 6 }, { amount: 5 }, { amount: 4 }, {}]);
    expect(verdicts(outcomes)).toEqual(['recorded', 'quota_exceeded', 'recorded', 'quota_exceeded']);
    expect(outcomes.map(({ used }) => used)).toEqual([6, 6, 10, 10]);
    expect(await database().counter(accountId)).toMatchObject({ used: 10 });
  });

  it('accepts the very last of the quota and refuses one more', async () => {
    const accountId = await database().account();
    expect(await database().use(accountId, { amount: 100 })).toMatchObject({ status: 'recorded', used: 100 });
    expect(await database().use(accountId)).toMatchObject({
      status: 'rejected',
      code: 'quota_exceeded',
      record_id: null,
      quota: 100,
      used: 100,
    });
  });

  it('lets one bad event fail alone, whatever is wrong with it', async () => {
    const db = database();
    await db.feature('words');
    const good = await db.account({ calls: {}, export: { enabled: true } });
    const other = await db.account();
    const outcomes = await db.recordMany([
      { accountId: good },
      { accountId: good, featureCode: 'nonsense' },
      { accountId: good, featureCode: 'words' },
      { accountId: good, featureCode: 'export' },
      { accountId: good, occurredAt: after(start, { days: -36 }) },
      { accountId: good, occurredAt: after(start, { seconds: 301 }) },
      { accountId: good, amount: 1000 },
      { accountId: other },
      { accountId: good },
    ]);
    expect(verdicts(outcomes)).toEqual([
      'recorded',
      'feature_unknown',
      'feature_not_in_plan',
      'feature_not_metered',
      'occurred_at_too_old',
      'occurred_at_in_future',
      'quota_exceeded',
      'recorded',
      'recorded',
    ]);
    expect(await db.counter(good)).toMatchObject({ used: 2 });
    expect(await db.records(good)).toHaveLength(2);
  });

  it('never lets anybody use what nothing entitles them to', async () => {
    const db = database();
    const accountId = await db.account(null);
    expect(await db.use(accountId)).toMatchObject({ code: 'feature_not_in_plan', record_id: null });
    expect(await db.use('00000000-0000-7000-8000-000000000000')).toMatchObject({
      code: 'feature_not_in_plan',
    });
    expect(await db.counters(accountId)).toEqual([]);
  });

  it('refuses everything of a quota of none', async () => {
    const accountId = await database().account({ calls: { quota: 0 } });
    expect(await database().use(accountId)).toMatchObject({ code: 'quota_exceeded', quota: 0, used: 0 });
  });

  it('counts an unlimited feature without end and without alerts', async () => {
    const accountId = await database().account({ calls: { quota: -1 } });
    expect(await database().use(accountId, { amount: 1_000_000 })).toMatchObject({
      status: 'recorded',
      quota: -1,
      used: 1_000_000,
    });
    expect(await database().alerts(accountId)).toEqual([]);
  });

  it('refuses what a counter could not hold exactly, and takes the last number that it can', async () => {
    const accountId = await database().account({ calls: { quota: -1 } });
    const most = Number.MAX_SAFE_INTEGER;
    expect(await database().use(accountId, { amount: most })).toMatchObject({
      status: 'recorded',
      used: most,
    });
    expect(await database().use(accountId)).toMatchObject({ code: 'counter_full', used: most });
  });

  it('hands out later versions with each state of a counter', async () => {
    const accountId = await database().account();
    const versions: number[] = [];
    for (let count = 0; count < 5; count += 1) versions.push((await database().use(accountId)).version ?? 0);
    expect([...new Set(versions)].sort((a, b) => a - b)).toEqual(versions);
  });

  it('is what record_feature_usage does for one account', async () => {
    const accountId = await database().account();
    const events = [{ featureCode: 'calls' }, { featureCode: 'calls', amount: 4, key: 'one' }];
    const outcomes = await database().rows<Outcome>(
      'select * from public.record_feature_usage($1, $2, $3) order by ordinal',
      [accountId, JSON.stringify([...events, events[1]]), start],
    );
    expect(outcomes.map(({ status, used }) => [status, used])).toEqual([
      ['recorded', 1],
      ['recorded', 5],
      ['replayed', 5],
    ]);
    expect(await database().rows(`select * from public.record_feature_usage($1, '[]')`, [accountId])).toEqual(
      [],
    );
  });

  it('ends at exactly 100 when 200 parallel calls want a quota of 100', async () => {
    const db = database();
    const accountId = await db.account();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => retrying(() => db.use(accountId))));
    expect(outcomes.filter(({ status }) => status === 'recorded')).toHaveLength(100);
    expect(outcomes.filter(({ code }) => code === 'quota_exceeded')).toHaveLength(100);
    expect(await db.counter(accountId)).toMatchObject({ used: 100 });
    expect(new Set(outcomes.map(({ status, used }) => (status === 'recorded' ? used : 0))).size).toBe(101);
    expect(await db.alerts(accountId)).toEqual([
      'calls 80 warning',
      'calls 95 critical',
      'calls 100 exhausted',
    ]);
  });

  it('neither deadlocks nor oversells when batches name the same counters in any order', async () => {
    const db = database();
    const plan = await db.plan({ calls: { quota: 60 }, words: { quota: 60 }, images: { quota: 60 } });
    const accountIds = await Promise.all([1, 2, 3].map(() => db.account(plan)));
    const targets = accountIds.flatMap((accountId) =>
      ['calls', 'words', 'images'].map((featureCode) => ({ accountId, featureCode })),
    );
    const shuffled = () => targets.toSorted(() => Math.random() - 0.5);
    const outcomes = await Promise.all(
      Array.from({ length: 80 }, () => retrying(() => db.recordMany(shuffled()))),
    );
    expect(outcomes.flat().filter(({ status }) => status === 'recorded')).toHaveLength(60 * targets.length);
  });
});
