import { describe, expect, it } from '@jest/globals';
import { randomFrom } from '../../../../src/demo/random.ts';
import {
  after,
  retrying,
  settle,
  start,
  useMeteringDatabase,
  type Offer,
} from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const day = { calls: { resetPeriod: 'daily' } } satisfies Record<string, Offer>;
const month = { calls: {} } satisfies Record<string, Offer>;
const ever = { calls: { resetPeriod: 'never' } } satisfies Record<string, Offer>;

const usedIn = async (accountId: string) =>
  (await database().counters(accountId)).map(({ reset_period: kind, used, carried }) => [
    kind,
    used,
    carried,
  ]);

describe('the first plan', () => {
  it('entitles the account to what the version offers, from now on', async () => {
    const db = database();
    const accountId = await db.account(
      { calls: { quota: 5, thresholds: [50] }, export: { enabled: true } },
      { timeZone: 'Asia/Shanghai' },
    );
    expect(
      await db.rows(
        `select feature_code, kind, plan_quota, is_enabled, reset_period, anchor_at, time_zone, alert_thresholds
         from public.account_entitlements where account_id = $1 order by feature_code`,
        [accountId],
      ),
    ).toMatchObject([
      {
        feature_code: 'calls',
        kind: 'metered',
        plan_quota: 5,
        reset_period: 'monthly',
        anchor_at: new Date(start),
        time_zone: 'Asia/Shanghai',
        alert_thresholds: [50],
      },
      { feature_code: 'export', kind: 'boolean', plan_quota: null, is_enabled: true, reset_period: null },
    ]);
    expect(
      await db.one('select * from public.account_plans where account_id = $1', [accountId]),
    ).toMatchObject({
      anchor_at: new Date(start),
      started_at: new Date(start),
      renews_at: new Date('2026-04-10T12:00:00Z'),
      next_plan_version_id: null,
    });
    expect(await db.counters(accountId)).toEqual([]);
  });
});

describe('another plan', () => {
  it('keeps what was used and the anchor, and takes effect at once', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 60 });
    const at = after(start, { days: 9 });
    await db.movePlan(accountId, { calls: { quota: 50 } }, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ code: 'quota_exceeded', quota: 50, used: 60 });
    await db.movePlan(accountId, { calls: { quota: 200 } }, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ quota: 200, used: 61 });
    expect(await db.counter(accountId)).toMatchObject({ period_start: new Date(start), limit_epoch: 3 });
    expect(
      await db.one('select anchor_at, started_at from public.account_plans where account_id = $1', [
        accountId,
      ]),
    ).toEqual({ anchor_at: new Date(start), started_at: new Date(at) });
  });

  it('with the same quota begins no new epoch', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 85 });
    await db.movePlan(accountId, month);
    expect(await db.counter(accountId)).toMatchObject({ used: 85, limit_epoch: 1, next_alert_used: 95 });
  });

  it('without the feature refuses it at once, where its period is open, and goes on with it once it is back', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 3 });
    await db.movePlan(accountId, { words: {} });
    expect(await db.record(accountId, [{}, { key: 'k' }])).toMatchObject([
      { code: 'feature_not_in_plan' },
      { code: 'feature_not_in_plan' },
    ]);
    expect(await db.counter(accountId)).toMatchObject({ used: 3 });
    await db.movePlan(accountId, month);
    expect(await db.use(accountId)).toMatchObject({ status: 'recorded', used: 4 });
  });

  it('without the feature refuses it at once, but for what happened in a day that had it', async () => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 3 });
    const at = after(start, { days: 1 });
    await db.movePlan(accountId, { words: {} }, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ code: 'feature_not_in_plan' });
    expect(await db.use(accountId, { occurredAt: after(at, { hours: -1 }) }, at)).toMatchObject({
      code: 'feature_not_in_plan',
    });
    expect(await db.use(accountId, { occurredAt: start }, at)).toMatchObject({ status: 'recorded', used: 4 });
    expect(await db.use(accountId, { amount: 97, occurredAt: start }, at)).toMatchObject({
      code: 'quota_exceeded',
      used: 4,
    });
  });

  it('brings a feature back within its period with what was used before', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 60 });
    await db.movePlan(accountId, { words: {} }, after(start, { days: 1 }));
    expect(await db.counter(accountId)).toMatchObject({ is_granted: false, used: 60 });
    const at = after(start, { days: 2 });
    await db.movePlan(accountId, month, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ status: 'recorded', used: 61 });
    expect(await db.counter(accountId)).toMatchObject({ period_start: new Date(start), is_granted: true });
  });

  it('brings a feature back with another quota and period, and still nothing afresh', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 60 });
    await db.movePlan(accountId, { words: {} }, after(start, { hours: 1 }));
    await db.movePlan(accountId, { calls: { quota: 70, resetPeriod: 'daily' } }, after(start, { hours: 2 }));
    const at = after(start, { hours: 3 });
    expect(await db.use(accountId, { amount: 11 }, at)).toMatchObject({
      code: 'quota_exceeded',
      used: 60,
      quota: 70,
    });
  });

  it('never touches an override', async () => {
    const db = database();
    const accountId = await db.account();
    await db.rows(`select public.set_quota_override($1, 'calls', 7, null, 'why', $2)`, [accountId, start]);
    await db.movePlan(accountId, { calls: { quota: 500 } });
    expect(await db.use(accountId, { amount: 8 })).toMatchObject({ code: 'quota_exceeded', quota: 7 });
    await db.movePlan(accountId, { words: {} });
    expect(await db.use(accountId, { amount: 7 })).toMatchObject({ status: 'recorded', quota: 7 });
  });
});

describe('another reset period', () => {
  it.each([
    ['daily', 'monthly'],
    ['daily', 'never'],
    ['monthly', 'daily'],
    ['monthly', 'never'],
    ['never', 'daily'],
    ['never', 'monthly'],
  ] as const)('%s to %s goes on in a counter of the new kind with what counts there', async (before, now) => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: before } });
    await db.use(accountId, { amount: 10 });
    const at = after(start, { hours: 2 });
    await db.movePlan(accountId, { calls: { resetPeriod: now } }, at);
    expect(await db.use(accountId, {}, at)).toMatchObject({ status: 'recorded', used: 11 });
    expect(await usedIn(accountId)).toEqual([
      [before, 10, 0],
      [now, 11, 10],
    ]);
    const [closed, open] = await db.counters(accountId);
    expect(closed).toMatchObject({ period_end: new Date(at) });
    expect(open).toMatchObject({ period_start: new Date(at) });
  });

  it('carries over only what lies in the new period', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 40 });
    const at = after(start, { days: 3 });
    await db.use(accountId, { amount: 2 }, at);
    await db.movePlan(accountId, day, at);
    expect(await usedIn(accountId)).toEqual([
      ['monthly', 42, 0],
      ['daily', 2, 2],
    ]);
    await db.movePlan(accountId, month, after(at, { hours: 1 }));
    expect(await usedIn(accountId)).toEqual([
      ['monthly', 42, 0],
      ['daily', 2, 2],
      ['monthly', 42, 42],
    ]);
  });

  it('moves reservations along, and their commit counts in the new counter', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 30, '1 day', null, $2)`,
      [accountId, start],
    );
    const at = after(start, { hours: 1 });
    await db.movePlan(accountId, day, at);
    expect((await db.counters(accountId)).map(({ reserved }) => reserved)).toEqual([0, 30]);
    expect(await db.use(accountId, { amount: 71 }, at)).toMatchObject({ code: 'quota_exceeded' });
    await db.rows('select public.commit_reservation($1, $2, 20, $3)', [accountId, id, at]);
    expect((await db.counters(accountId)).map(({ used, reserved }) => [used, reserved])).toEqual([
      [0, 0],
      [20, 0],
    ]);
  });

  it('charges what happened before the change and is told later to the new counter, so that nothing is free', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 90 });
    const at = after(start, { hours: 2 });
    await db.movePlan(accountId, day, at);
    const told = { amount: 11, occurredAt: after(start, { hours: 1 }) };
    expect(await db.use(accountId, told, at)).toMatchObject({ code: 'quota_exceeded', used: 90 });
    expect(await db.use(accountId, { ...told, amount: 10 }, at)).toMatchObject({
      status: 'recorded',
      used: 100,
    });
  });

  it('asked for earlier than a change that came first still holds in the end', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 10 });
    await db.movePlan(accountId, ever, after(start, { hours: 2 }));
    await db.movePlan(accountId, day, after(start, { hours: 1 }));
    const at = after(start, { hours: 3 });
    expect(await db.use(accountId, {}, at)).toMatchObject({
      used: 11,
      period_end: new Date('2026-03-11T00:00Z'),
    });
    expect(await usedIn(accountId)).toEqual([
      ['monthly', 10, 0],
      ['never', 10, 10],
      ['daily', 11, 10],
    ]);
  });

  it('also ends a counter that a clock ahead of ours had opened already', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1000 } });
    const [at, renewal] = ['2026-04-10T11:58:00Z', '2026-04-10T12:00:00Z'];
    await db.use(accountId, { amount: 5 }, at);
    await db.use(accountId, { amount: 3, occurredAt: '2026-04-10T12:01:00Z' }, at);
    await db.movePlan(accountId, { calls: { quota: 10, resetPeriod: 'daily' } }, at);
    expect(await db.use(accountId, { amount: 2 }, after(renewal, { hours: 1 }))).toMatchObject({
      quota: 10,
      used: 10,
    });
    expect(await db.use(accountId, {}, after(renewal, { hours: 1 }))).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.use(accountId, {}, '2026-04-11T00:00:00Z')).toMatchObject({ quota: 10, used: 1 });
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'changed to and fro never grants twice what is used once (course %i)',
    async (course) => {
      const db = database();
      const kinds = ['daily', 'monthly', 'never'] as const;
      const plans = await Promise.all(kinds.map((resetPeriod) => db.plan({ calls: { resetPeriod } })));
      const accountId = await db.account(plans[0]);
      const random = randomFrom(`course ${course}`);
      let accepted = 0;
      // All within one day, and so within one period of each kind.
      for (let minute = 0; minute < 60; minute += 1) {
        const at = after(start, { seconds: minute * 60 });
        if (random() < 0.4) {
          const plan = plans[Math.floor(random() * 3)];
          if (plan) await db.applyPlan(accountId, plan.versionId, at);
        }
        const amount = 1 + Math.floor(random() * 9);
        const { status } = await db.use(accountId, { amount, occurredAt: after(at, { seconds: -30 }) }, at);
        if (status === 'recorded' && minute > 0) accepted += amount;
      }
      expect(accepted).toBeLessThanOrEqual(100);
      expect(accepted).toBeGreaterThan(80);
    },
  );
});

describe('beside records', () => {
  it('grants a feature while a record of it is under way: charged all the same, not taken for late', async () => {
    const db = database();
    const accounts = [await db.account(null), await db.account(null)].sort();
    const [newcomer = '', busy = ''] = accounts;
    await db.movePlan(busy, { words: {} });
    const plan = await db.plan(month);
    const holder = await db.pool.connect();
    try {
      // Somebody is opening the counter of the one account, so that the call waits between looking for the counter of
      // the other, whose turn was before, and judging.
      await holder.query('begin');
      await holder.query(
        `select public.open_counters(array[$1]::uuid[], '{words}', array[$2]::timestamptz[], $2)`,
        [busy, start],
      );
      const recording = retrying(() =>
        db.recordMany([
          { accountId: busy, featureCode: 'words', key: 'a' },
          { accountId: newcomer, featureCode: 'calls' },
        ]),
      );
      await db.waitForBlocked();
      await db.applyPlan(newcomer, plan.versionId);
      await holder.query('rollback');
      expect(await recording).toMatchObject([{ status: 'recorded' }, { status: 'recorded', used: 1 }]);
    } finally {
      holder.release();
    }
    expect(await db.counter(newcomer)).toMatchObject({ used: 1 });
  });

  it('neither deadlocks nor oversells, whatever changes', async () => {
    const db = database();
    const plans = await Promise.all(
      [day, month, ever, { calls: { quota: 80 } }, { words: {} }].map((offers) => db.plan(offers)),
    );
    const accountIds = await Promise.all(
      Array.from({ length: 3 }, () => db.account(plans[0], { at: after(start, { days: -2 }) })),
    );
    const works = accountIds.flatMap((accountId) =>
      Array.from({ length: 60 }, (_, index) => {
        const plan = plans[index % plans.length];
        return index % 4 === 0 && plan
          ? retrying(() => db.applyPlan(accountId, plan.versionId, start))
          : retrying(() => db.use(accountId, { amount: 3 }));
      }),
    );
    expect(await settle(works)).toEqual({ succeeded: 180, failed: {} });
    for (const accountId of accountIds) {
      const used = (await db.records(accountId)).reduce((sum, { amount }) => sum + amount, 0);
      expect(used).toBeLessThanOrEqual(100);
    }
  });
});
