import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const yesterday = after(start, { days: -1 });

describe('an event of another time', () => {
  it('in the current period counts there, by its own date', async () => {
    const db = database();
    const accountId = await db.account();
    const later = after(start, { days: 20 });
    const at = after(start, { days: 1 });
    expect(await db.use(accountId, { amount: 4, occurredAt: at }, later)).toMatchObject({ used: 4 });
    expect(await db.counter(accountId)).toMatchObject({ period_start: new Date(start), used: 4 });
    expect(await db.records(accountId)).toMatchObject([
      { occurred_at: new Date(at), created_at: new Date(later), period_start: new Date(start) },
    ]);
  });

  it('in the grace of 24 hours is charged to the closed counter, up to its quota', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10, resetPeriod: 'daily' } }, { at: yesterday });
    await db.use(accountId, { amount: 8 }, yesterday);
    await db.use(accountId, { amount: 1 });
    const event = { amount: 2, occurredAt: yesterday };
    expect(await db.use(accountId, event)).toMatchObject({ status: 'recorded', used: 10 });
    expect(await db.use(accountId, event)).toMatchObject({ code: 'quota_exceeded', used: 10 });
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([10, 1]);
  });

  it('in the grace opens the counter of its period where nobody used it', async () => {
    const db = database();
    const accountId = await db.account(
      { calls: { resetPeriod: 'daily' } },
      { at: after(start, { days: -9 }) },
    );
    const outcome = await db.use(accountId, { occurredAt: yesterday });
    expect(outcome).toMatchObject({
      status: 'recorded',
      used: 1,
      period_start: new Date('2026-03-09T00:00Z'),
    });
  });

  it('after the grace is recorded late and charged to nothing', async () => {
    const db = database();
    const accountId = await db.account(
      { calls: { resetPeriod: 'daily' } },
      { at: after(start, { days: -9 }) },
    );
    const occurredAt = after(start, { days: -2 });
    await db.use(accountId, {}, occurredAt);
    const outcome = await db.use(accountId, { amount: 1000, occurredAt, key: 'late' });
    expect(outcome).toMatchObject({ status: 'recorded', quota: null, used: null, period_start: null });
    expect(await db.counter(accountId)).toMatchObject({ used: 1 });
    expect(await db.records(accountId)).toMatchObject([
      { period_start: new Date('2026-03-08T00:00Z') },
      { id: outcome.record_id, period_start: null, occurred_at: new Date(occurredAt) },
    ]);
    expect(await db.use(accountId, { amount: 1000, occurredAt, key: 'late' })).toMatchObject({
      status: 'replayed',
      record_id: outcome.record_id,
    });
  });

  it('ends the grace to the microsecond', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } }, { at: yesterday });
    const occurredAt = '2026-03-09T23:00:00Z';
    expect(await db.use(accountId, { occurredAt }, '2026-03-10T23:59:59.999999Z')).toMatchObject({ used: 1 });
    expect(await db.use(accountId, { occurredAt }, '2026-03-11T00:00:00Z')).toMatchObject({
      status: 'recorded',
      used: null,
    });
  });

  it('of exactly 35 days ago is taken, a microsecond older is not', async () => {
    const db = database();
    const accountId = await db.account();
    const outcomes = await db.record(accountId, [
      { occurredAt: '2026-02-03T12:00:00Z' },
      { occurredAt: '2026-02-03T11:59:59.999999Z' },
    ]);
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(['recorded', 'occurred_at_too_old']);
  });

  it('up to 5 minutes ahead is taken, in its own period', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const now = '2026-03-10T23:58:00Z';
    const outcomes = await db.record(
      accountId,
      [{}, { occurredAt: '2026-03-11T00:03:00Z' }, { occurredAt: '2026-03-11T00:03:00.000001Z' }],
      now,
    );
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual([
      'recorded',
      'recorded',
      'occurred_at_in_future',
    ]);
    expect((await db.counters(accountId)).map(({ used }) => used)).toEqual([1, 1]);
  });

  it('refused for its date leaves nothing behind, not even an empty counter', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const before = await db.fingerprint();
    for (const occurredAt of [
      '9999-12-31T00:00:00Z',
      after(start, { days: 1 }),
      after(start, { days: -40 }),
    ]) {
      expect(await db.use(accountId, { occurredAt })).toMatchObject({ status: 'rejected' });
    }
    expect(await db.fingerprint()).toBe(before);
  });

  it.each(['daily', 'monthly', 'never'] as const)(
    'of before the account came to a %s quota is recorded, however often',
    async (resetPeriod) => {
      const db = database();
      const accountId = await db.account({ calls: { resetPeriod } });
      for (const days of [-3, -1, -1, -20, 0, -1]) {
        expect(await db.use(accountId, { occurredAt: after(start, { days }) })).toMatchObject({
          status: 'recorded',
        });
      }
      expect(await db.records(accountId)).toHaveLength(6);
    },
  );

  it('is not taken for late where the feature is given and taken while it is judged', async () => {
    const db = database();
    const accountId = await db.account();
    const judged = await versionOf(accountId);
    const write = () =>
      sqlstate(
        db.rows('select public.require_late($1, $2, $3, $4, $4)', [accountId, 'calls', judged, start]),
      );
    // It had found no counter when the feature was not there; it was judged when it was; now it is to be written.
    await db.movePlan(accountId, { words: {} }, after(start, { seconds: 1 }));
    expect(await write()).toBe('40001');
    await db.movePlan(accountId, { calls: {} }, after(start, { seconds: 2 }));
    expect(await write()).toBe('40001');
  });

  it('is not taken for late where the feature is taken while counters are looked for', async () => {
    const db = database();
    const accountId = await db.account();
    const judged = await versionOf(accountId);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      // In the place of another transaction that takes the feature after require_late has begun.
      await client.query(`
        create or replace function public.open_counters(
          p_account_ids uuid[], p_feature_codes text[], p_instants timestamptz[], p_now timestamptz
        ) returns int
        language plpgsql
        as $$
        begin
          delete from public.account_entitlements where account_id = p_account_ids[1];
          return 0;
        end;
        $$`);
      expect(
        await sqlstate(
          client.query('select public.require_late($1, $2, $3, $4, $4)', [accountId, 'calls', judged, start]),
        ),
      ).toBe('40001');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  async function versionOf(accountId: string): Promise<number | undefined> {
    const [row] = await database().rows<{ version: number }>(
      `select version from public.account_entitlements where account_id = $1 and feature_code = 'calls'`,
      [accountId],
    );
    return row?.version;
  }
});
