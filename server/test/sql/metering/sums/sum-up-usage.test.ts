import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';
import { sumUpUntil, wrongDays, wrongSteps } from '../../../harness/metering/usage-sums.ts';

const database = useMeteringDatabase();

const march = {
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  bounds: ['2026-03-01T00:00:00.000Z', '2026-03-10T12:07:30.000Z'],
};

const summedUntil = async () =>
  (await database().one<{ at: Date }>('select summed_until as at from public.usage_sums_state')).at;

/** Pages that are read to tell what the account used in March. */
async function pagesRead(accountId: string): Promise<number> {
  const { plan } = await database().one<{ plan: [{ Plan: Record<string, number> }] }>(
    `select plan from public.explained($1, $2, $3) as plan`,
    [accountId, march.from, march.to],
  );
  return (plan[0].Plan['Shared Hit Blocks'] ?? 0) + (plan[0].Plan['Shared Read Blocks'] ?? 0);
}

describe('sum_up_usage', () => {
  it('makes a month cost the same however much was recorded in it', async () => {
    const db = database();
    await db.rows(
      `create function public.explained(p_account_id uuid, p_from timestamptz, p_to timestamptz) returns json
       language plpgsql as $$
       declare v_plan json;
       begin
         execute format(
           'explain (analyze, buffers, format json) select * from public.usage_points(%L, null, %L, %L, ''{}'')',
           p_account_id, p_from, p_to
         ) into v_plan;
         return v_plan;
       end $$`,
    );
    const accountId = await db.account({ calls: { quota: 1_000_000 } });
    for (let day = 0; day < 15; day += 1) {
      await db.record(
        accountId,
        Array.from({ length: 400 }, () => ({ amount: 1 })),
        after(start, { days: day }),
      );
    }
    await sumUpUntil(db, after(start, { hours: 1 }));
    const one = await pagesRead(accountId);
    await sumUpUntil(db, after(start, { days: 20 }));
    await db.rows('vacuum analyze public.usage_sums, public.usage_records');
    const all = await pagesRead(accountId);
    expect(all).toBeLessThan(one / 3);
    expect(await wrongSteps(db, accountId, march)).toEqual([]);
  });

  it('waits for a use under way, and no use waits for it', async () => {
    const db = database();
    const accountId = await db.account();
    const other = await db.account();
    const until = after(start, { days: 30 });
    await sumUpUntil(db, until);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `select * from public.record_feature_usage($1, '[{"featureCode": "calls", "amount": 1}]', $2)`,
        [accountId, after(until, { hours: 1 })],
      );
      await db.rows('select public.aim_usage_sums($1)', [after(until, { hours: 2 })]);
      const summing = db.one<{ more: boolean }>('select public.sum_up_usage() as more');
      await db.use(other, {}, after(until, { hours: 1 }));
      expect(await summing).toEqual({ more: false });
      expect(await summedUntil()).toEqual(new Date(until));
      expect(
        await db.rows('select 1 from public.usage_stragglers where account_id = $1', [other]),
      ).toHaveLength(1);
      await client.query('commit');
    } finally {
      client.release();
    }
    await sumUpUntil(db, after(until, { hours: 2 }));
    expect(await summedUntil()).toEqual(new Date(after(until, { hours: 2 })));
    expect(await db.rows('select 1 from public.usage_stragglers')).toEqual([]);
    for (const id of [accountId, other])
      expect(await wrongSteps(db, id, { ...march, to: until })).toEqual([]);
  });

  it('asked twice at once, sums up once', async () => {
    const db = database();
    const accountId = await db.account();
    const at = after(start, { days: 40 });
    const hours = 40;
    await sumUpUntil(db, at);
    for (let hour = 0; hour < hours; hour += 1) await db.use(accountId, {}, after(at, { hours: hour }));
    await db.rows('select public.aim_usage_sums($1)', [after(at, { hours })]);
    const turns = async () => {
      for (let turn = 0; turn < hours; turn += 1) await db.rows(`select public.sum_up_usage('1 hour')`);
    };
    await Promise.all([turns(), turns(), turns()]);
    // Whoever finds another at it goes away: some may be left.
    await sumUpUntil(db, after(at, { hours }));
    expect(await wrongDays(db, '2026-03-01', '2026-05-31')).toEqual([]);
    expect(await db.rows('select * from public.audit_usage()')).toEqual([]);
  });

  it('finds late uses of before they were noted as such', async () => {
    const db = database();
    const accountId = await db.account();
    const at = after(start, { days: 60 });
    await db.use(accountId, { occurredAt: after(at, { days: -20 }) }, at);
    await db.use(accountId, { amount: 5 }, at);
    // As a version did that knew of no sums.
    await db.rows('delete from public.usage_stragglers');
    await db.rows('update public.usage_sums_state set noted_from = $1', [after(at, { hours: 1 })]);
    await sumUpUntil(db, after(at, { hours: -1 }));
    const span = { from: start, to: after(at, { days: 1 }), bounds: [start, at] };
    expect(await wrongSteps(db, accountId, span)).toEqual([]);
    await sumUpUntil(db, after(at, { hours: 2 }));
    expect(await wrongSteps(db, accountId, span)).toEqual([]);
  });

  it('tells the audit of a sum that somebody has changed', async () => {
    const db = database();
    const accountId = await db.account();
    const at = after(start, { days: 80 });
    await db.use(accountId, { amount: 7 }, at);
    await sumUpUntil(db, after(at, { days: 1 }));
    await db.rows('update public.usage_sums set used[1] = used[1] - 2 where account_id = $1', [accountId]);
    expect(await db.rows('select * from public.audit_usage($1, $1)', [accountId])).toEqual([
      {
        rule: 'a day’s sum = its records',
        account_id: accountId,
        detail: {
          featureCode: 'calls',
          day: at.slice(0, 10),
          'used too few': 2,
          'events too few': 0,
        },
      },
    ]);
    await db.rows('update public.usage_sums set used[1] = used[1] + 2 where account_id = $1', [accountId]);
  });
});
