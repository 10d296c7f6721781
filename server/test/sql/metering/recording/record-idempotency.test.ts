import { describe, expect, it } from '@jest/globals';
import { after, retrying, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

describe('a key', () => {
  it('replayed charges once and gets the first answer again', async () => {
    const db = database();
    const accountId = await db.account();
    const first = await db.use(accountId, { amount: 85, key: 'a' });
    await db.use(accountId, { amount: 3 });
    const again = await db.use(accountId, { amount: 85, key: 'a' }, after(start, { days: 3 }));
    expect(again).toMatchObject({
      status: 'replayed',
      record_id: first.record_id,
      quota: 100,
      used: 85,
      period_start: first.period_start,
      alerts: '80',
      version: 0,
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 88 });
    expect(await db.alerts(accountId)).toHaveLength(1);
  });

  it('keeps its record when it comes again beside keys that stand twice', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    const { record_id: id } = await db.use(accountId, { key: 'a' });
    const twins = [
      { featureCode: 'words', key: 'b' },
      { featureCode: 'words', key: 'b' },
    ];
    const statuses = async () => {
      const outcomes = await db.record(accountId, [{ key: 'a' }, ...twins]);
      expect(outcomes[0]).toMatchObject({ record_id: id });
      return outcomes.map(({ status }) => status);
    };
    expect(await statuses()).toEqual(['replayed', 'recorded', 'replayed']);
    expect(await statuses()).toEqual(['replayed', 'replayed', 'replayed']);
    expect(await db.counter(accountId)).toMatchObject({ used: 1 });
  });

  it('replays also when the quota is used up, the period over, or the feature lost', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 5 } });
    const { record_id: id } = await db.use(accountId, { amount: 5, key: 'a' });
    const replay = { status: 'replayed', record_id: id, used: 5 };
    expect(await db.use(accountId, { amount: 5, key: 'a' })).toMatchObject(replay);
    expect(await db.use(accountId, { amount: 5, key: 'a' }, after(start, { days: 34 }))).toMatchObject(
      replay,
    );
    await db.movePlan(accountId, { words: {} }, after(start, { days: 34 }));
    expect(await db.use(accountId, { amount: 5, key: 'a' }, after(start, { days: 34 }))).toMatchObject(
      replay,
    );
  });

  it.each([
    ['amount', { amount: 2 }],
    ['feature', { featureCode: 'words' }],
    ['time', { occurredAt: after(start, { seconds: 1 }) }],
    ['metadata', { metadata: { other: true } }],
  ])('with another %s is refused and changes nothing', async (_, other) => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    await db.use(accountId, { key: 'a' });
    await db.use(accountId, { featureCode: 'words' });
    const before = await db.fingerprint();
    expect(await db.use(accountId, { key: 'a', ...other })).toMatchObject({
      status: 'rejected',
      code: 'idempotency_mismatch',
      record_id: null,
    });
    expect(await db.fingerprint()).toBe(before);
  });

  it('belongs to one account', async () => {
    const [one, other] = [await database().account(), await database().account()];
    await database().use(one, { key: 'shared' });
    expect(await database().use(other, { key: 'shared', amount: 2 })).toMatchObject({ status: 'recorded' });
  });

  it('of a refused event is free: after an upgrade the same request succeeds', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1 } });
    expect(await db.use(accountId, { amount: 5, key: 'a' })).toMatchObject({ code: 'quota_exceeded' });
    await db.movePlan(accountId, { calls: { quota: 10 } });
    expect(await db.use(accountId, { amount: 5, key: 'a' })).toMatchObject({ status: 'recorded', used: 5 });
  });

  it('compares times as instants and metadata as values, not as text', async () => {
    const db = database();
    const accountId = await db.account();
    const event = { key: 'a', occurredAt: start, metadata: { a: 1, b: [2] } };
    await db.use(accountId, event);
    expect(
      await db.use(accountId, {
        ...event,
        occurredAt: '2026-03-10T20:00:00+08:00',
        metadata: { b: [2], a: 1 },
      }),
    ).toMatchObject({ status: 'replayed' });
  });
});

describe('twins within one call', () => {
  it('with the same content count once', async () => {
    const accountId = await database().account();
    const [first, twin, third] = await database().record(accountId, [
      { key: 'a', amount: 3 },
      { key: 'a', amount: 3 },
      { amount: 1 },
    ]);
    expect(twin).toMatchObject({ status: 'replayed', record_id: first?.record_id, used: 3 });
    expect(third).toMatchObject({ status: 'recorded', used: 4 });
  });

  it('with other content are a mismatch', async () => {
    const accountId = await database().account();
    const outcomes = await database().record(accountId, [{ key: 'a' }, { key: 'a', amount: 2 }]);
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(['recorded', 'idempotency_mismatch']);
    expect(await database().counter(accountId)).toMatchObject({ used: 1 });
  });

  it('leave the key to the later one when the first was refused', async () => {
    const accountId = await database().account({ calls: { quota: 5 } });
    const outcomes = await database().record(accountId, [
      { key: 'a', amount: 6 },
      { key: 'a', amount: 2 },
      { key: 'a', amount: 2 },
    ]);
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual([
      'quota_exceeded',
      'recorded',
      'replayed',
    ]);
  });

  it('for different features are judged in the order of the call', async () => {
    const accountId = await database().account({ words: {}, calls: {} });
    const outcomes = await database().record(accountId, [
      { key: 'a', featureCode: 'words' },
      { key: 'a', featureCode: 'calls' },
    ]);
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(['recorded', 'idempotency_mismatch']);
  });

  it('of different accounts are strangers', async () => {
    const accountIds = [await database().account(), await database().account()];
    const outcomes = await database().recordMany(accountIds.map((accountId) => ({ accountId, key: 'a' })));
    expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'recorded']);
  });
});

describe('twins in concurrent transactions', () => {
  it('count once, however many come at once', async () => {
    const db = database();
    const accountId = await db.account();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => retrying(() => db.use(accountId, { key: 'a', amount: 2 }))),
    );
    expect(outcomes.filter(({ status }) => status === 'recorded')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'replayed')).toHaveLength(99);
    expect(new Set(outcomes.map(({ record_id: id }) => id)).size).toBe(1);
    expect(await db.counter(accountId)).toMatchObject({ used: 2 });
  });

  it('for different features: the later one waits, then is told the mismatch', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    await db.record(accountId, [{ featureCode: 'calls' }, { featureCode: 'words' }]);
    const first = await db.pool.connect();
    try {
      await first.query('begin');
      await first.query(
        `select * from public.record_feature_usage($1, '[{"featureCode": "calls", "key": "a"}]', $2)`,
        [accountId, start],
      );
      const second = retrying(() => db.use(accountId, { featureCode: 'words', key: 'a' }));
      await db.waitForBlocked();
      await first.query('commit');
      expect(await second).toMatchObject({ code: 'idempotency_mismatch' });
    } finally {
      first.release();
    }
    expect(await db.counter(accountId, 'words')).toMatchObject({ used: 1 });
  });

  it('for different features count once under load', async () => {
    const db = database();
    const features = ['calls', 'words', 'images'];
    const accountId = await db.account(Object.fromEntries(features.map((code) => [code, { quota: 1000 }])));
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, (_, index) => {
        const featureCode = features[index % 3] ?? 'calls';
        return retrying(() => db.use(accountId, { featureCode, key: `k${index % 10}` }));
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'recorded')).toHaveLength(10);
  });
});
