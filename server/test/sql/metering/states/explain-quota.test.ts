import { describe, expect, it } from '@jest/globals';
import type { ExplanationRow } from '../../../../src/metering/states/explanation-queries.ts';
import { after, retrying, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

async function explain(accountId: string, at = start, featureCode = 'calls'): Promise<ExplanationRow> {
  return database().one<ExplanationRow>(
    'select (state).*, explained.* from public.explain_quota($1, $2, $3) as explained',
    [accountId, featureCode, at],
  );
}

const reserve = (accountId: string, amount: number, at = start, ttl = '1 hour') =>
  database().rows(
    `select (reservation).id from public.reserve_feature_usage(
       p_account_id => $1, p_feature_code => 'calls', p_amount => $2, p_ttl => $3, p_now => $4)`,
    [accountId, amount, ttl, at],
  );

/** Every answer must add up by itself. */
function expectSum(explained: ExplanationRow): void {
  const { carried, use_amount: use, void_amount: voided, reset_amount: reset } = explained;
  expect(carried + use + voided + reset).toBe(explained.used);
  expect(explained.held_amount).toBe(explained.reserved);
}

describe('explain_quota', () => {
  it('tells uses, voids and resets apart, with how many there were', async () => {
    const id = await database().account();
    const { record_id: record } = await database().use(id, { amount: 7 });
    await database().use(id, { amount: 20 });
    await database().rows('select public.void_usage_record($1, $2, $3, $4)', [id, record, 'wrong', start]);
    const first = await explain(id, after(start, { seconds: 1 }));
    expect(first).toMatchObject({
      used: 20,
      use_amount: 27,
      use_records: 2,
      void_amount: -7,
      void_records: 1,
    });
    expectSum(first);
    await database().rows(`select public.reset_usage($1, 'calls', 'goodwill', $2)`, [id, start]);
    await database().use(id, { amount: 3 }, after(start, { seconds: 2 }));
    const then = await explain(id, after(start, { seconds: 3 }));
    expect(then).toMatchObject({ used: 3, use_amount: 30, reset_amount: -20, reset_records: 1 });
    expectSum(then);
  });

  it('counts the open period alone', async () => {
    const id = await database().account();
    await database().use(id, { amount: 9 });
    const next = after(start, { days: 32 });
    expect(await explain(id, next)).toMatchObject({ used: 0, use_amount: 0, use_records: 0, carried: 0 });
    await database().use(id, { amount: 4 }, next);
    const explained = await explain(id, next);
    expect(explained).toMatchObject({ used: 4, use_amount: 4, use_records: 1 });
    expectSum(explained);
  });

  it('tells what was carried over a change of the reset period, and what was taken back of it', async () => {
    const id = await database().account({ calls: { resetPeriod: 'daily' } });
    const { record_id: record } = await database().use(id, { amount: 11 });
    const later = after(start, { hours: 1 });
    await database().movePlan(id, { calls: { resetPeriod: 'monthly', quota: 100 } }, later);
    const moved = await explain(id, after(later, { seconds: 1 }));
    expect(moved).toMatchObject({ used: 11, carried: 11, use_amount: 0, use_records: 0 });
    expectSum(moved);
    await database().use(id, { amount: 5 }, after(later, { seconds: 2 }));
    // Taken back where it counts now, though it happened before that counter was opened.
    await database().rows('select public.void_usage_record($1, $2, $3, $4)', [
      id,
      record,
      'wrong',
      after(later, { seconds: 3 }),
    ]);
    const then = await explain(id, after(later, { seconds: 4 }));
    expect(then).toMatchObject({ used: 5, carried: 11, use_amount: 5, void_amount: -11 });
    expectSum(then);
  });

  it('counts what is late by when it came in, and charges it to nothing', async () => {
    const id = await database().account({ calls: { resetPeriod: 'daily' } });
    await database().use(id, { amount: 2 }, after(start, { days: 9 }));
    await database().use(id, { amount: 6, occurredAt: after(start, { days: 5 }) }, after(start, { days: 9 }));
    await database().use(
      id,
      { amount: 3, occurredAt: after(start, { days: 2 }) },
      after(start, { days: 10 }),
    );
    const ninth = await explain(id, after(start, { days: 9, seconds: 1 }));
    expect(ninth).toMatchObject({ used: 2, late_amount: 6, late_records: 1 });
    expect(await explain(id, after(start, { days: 10, seconds: 1 }))).toMatchObject({
      used: 0,
      late_amount: 3,
      late_records: 1,
    });
    expectSum(ninth);
  });

  it('counts reservations while they last', async () => {
    const id = await database().account();
    await reserve(id, 10, start, '1 minute');
    await reserve(id, 30);
    expect(await explain(id, after(start, { seconds: 1 }))).toMatchObject({
      reserved: 40,
      held_amount: 40,
      held_reservations: 2,
    });
    const later = await explain(id, after(start, { seconds: 61 }));
    expect(later).toMatchObject({ reserved: 30, held_amount: 30, held_reservations: 1 });
  });

  it('counts no hold of another feature, nor of the period before', async () => {
    const id = await database().account({ calls: { resetPeriod: 'daily' }, words: { resetPeriod: 'daily' } });
    await database().rows(`select public.reserve_feature_usage($1, 'words', 7, '1 hour', null, $2)`, [
      id,
      start,
    ]);
    await reserve(id, 10, start, '2 days');
    expect(await explain(id)).toMatchObject({ reserved: 10, held_amount: 10, held_reservations: 1 });
    const next = after(start, { days: 1 });
    await reserve(id, 4, next);
    expect(await explain(id, next)).toMatchObject({ reserved: 4, held_amount: 4, held_reservations: 1 });
  });

  it('tells an override from the plan while it lasts', async () => {
    const id = await database().account();
    const end = after(start, { hours: 1 });
    await database().rows(`select public.set_quota_override($1, 'calls', 500, $2, 'a gift', $3)`, [
      id,
      end,
      start,
    ]);
    expect(await explain(id)).toMatchObject({
      quota: 500,
      plan_quota: 100,
      override_quota: 500,
      override_reason: 'a gift',
    });
    expect(await explain(id, end)).toMatchObject({ quota: 100, override_quota: null, override_reason: null });
  });

  it('has no row where nothing grants the feature', async () => {
    const id = await database().account();
    await database().feature('words');
    expect(await database().rows(`select * from public.explain_quota($1, 'words', $2)`, [id, start])).toEqual(
      [],
    );
  });

  it('adds up at any moment, whatever is recorded, voided, held and reset meanwhile', async () => {
    const now = new Date().toISOString();
    const id = await database().account({ calls: { quota: 100_000 } }, { at: now });
    let isOver = false;
    const clock = async (statement: string, ...values: unknown[]) =>
      retrying(() => database().rows<{ id: string }>(statement, [id, ...values]));
    const record = async (amount: number) => {
      const [row] = await clock(
        `select record_id as id from public.record_feature_usage($1, $2)`,
        JSON.stringify([{ featureCode: 'calls', amount }]),
      );
      return row?.id;
    };
    const work = [
      ...[1, 2, 3].map((amount) => () => record(amount)),
      async () => {
        const recordId = await record(5);
        await clock(`select public.void_usage_record($1, $2, 'wrong')`, recordId);
      },
      async () => {
        const [held] = await clock(
          `select (reservation).id from public.reserve_feature_usage(
             p_account_id => $1, p_feature_code => 'calls', p_amount => 4, p_ttl => '1 hour')`,
        );
        await clock('select public.commit_reservation($1, $2)', held?.id);
      },
    ];
    const workers = work.map(async (step) => {
      while (!isOver) await step();
    });
    const seen: ExplanationRow[] = [];
    for (let count = 0; count < 150; count += 1) {
      if (count % 50 === 49) await clock(`select public.reset_usage($1, 'calls', 'goodwill')`);
      seen.push(
        await database().one<ExplanationRow>(
          `select (state).*, explained.* from public.explain_quota($1, 'calls') as explained`,
          [id],
        ),
      );
    }
    isOver = true;
    await Promise.all(workers);
    seen.forEach(expectSum);
    // The sums moved while they were looked at, each kind of them.
    for (const key of ['use_amount', 'void_amount', 'reset_amount', 'held_amount'] as const) {
      expect(new Set(seen.map((one) => one[key])).size).toBeGreaterThan(1);
    }
  });
});
