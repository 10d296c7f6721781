import { describe, expect, it } from '@jest/globals';
import { after, retrying, settle, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const daily = { calls: { resetPeriod: 'daily' } } as const;

describe('change_time_zone beside others', () => {
  it('leaves other accounts as they are, and waits for none', async () => {
    const db = database();
    const plan = await db.plan(daily);
    const accountId = await db.account(plan);
    const others = [await db.account(plan), await db.account(plan)];
    for (const id of [accountId, ...others.slice(1)]) await db.use(id);
    const kept = () =>
      Promise.all(
        ['user_usage', 'account_entitlements', 'accounts'].map((table) =>
          db.rows(
            `select * from public.${table} where ${table === 'accounts' ? 'id' : 'account_id'} = any ($1) order by 1`,
            [others],
          ),
        ),
      );
    const before = await kept();
    const [holder, mover] = [await db.pool.connect(), await db.pool.connect()];
    try {
      await holder.query('begin');
      await holder.query('select from public.user_usage where account_id = any ($1) for update', [others]);
      await mover.query('begin');
      await mover.query(`set local lock_timeout = '2s'`);
      await mover.query(`select public.change_time_zone($1, 'Asia/Shanghai', $2)`, [accountId, start]);
      await mover.query('commit');
    } finally {
      await Promise.all([holder, mover].map((client) => client.query('rollback')));
      holder.release();
      mover.release();
    }
    expect(await kept()).toEqual(before);
    expect(await db.counter(accountId)).toMatchObject({ time_zone: 'Asia/Shanghai' });
  });

  it('pins the day of a feature that came while it waited', async () => {
    const db = database();
    const accountId = await db.account(daily);
    const plan = await db.plan({ ...daily, words: { resetPeriod: 'daily' } });
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
        accountId,
        plan.versionId,
        start,
      ]);
      const end = async () => {
        await db.waitForBlocked();
        await admin.query('commit');
      };
      await Promise.all([database().moveZone(accountId, 'Asia/Shanghai'), end()]);
    } finally {
      await admin.query('rollback');
      admin.release();
    }
    expect(await db.counter(accountId, 'words')).toMatchObject({
      period_start: new Date('2026-03-10T00:00Z'),
      period_end: new Date('2026-03-11T16:00Z'),
    });
  });

  it('locks counters in the order that all keep: by feature, the newest period first', async () => {
    const db = database();
    const accountId = await db.account({ ...daily, words: { resetPeriod: 'daily' } });
    const at = '2026-03-10T23:58:00Z';
    const codes = ['words', 'calls'];
    const early = { occurredAt: '2026-03-11T00:01:00Z' };
    for (const featureCode of codes)
      await db.record(accountId, [{ featureCode }, { featureCode, ...early }], at);
    const [holder, prober] = [await db.pool.connect(), await db.pool.connect()];
    const isFirst = `feature_code = 'calls' and period_start = '2026-03-11Z'`;
    try {
      await holder.query('begin');
      await holder.query(`select from public.user_usage where account_id = $1 and ${isFirst} for update`, [
        accountId,
      ]);
      const moved = database().moveZone(accountId, 'Asia/Shanghai', at);
      await db.waitForBlocked();
      const { rowCount } = await prober.query(
        `select from public.user_usage where account_id = $1 and not (${isFirst}) for update skip locked`,
        [accountId],
      );
      await holder.query('rollback');
      await moved;
      expect(rowCount).toBe(3);
    } finally {
      holder.release();
      prober.release();
    }
  });

  it('such as records and plan changes neither deadlocks nor oversells', async () => {
    const db = database();
    const plans = [await db.plan(daily), await db.plan({ calls: { quota: 90 } })];
    const accountId = await db.account(plans[0], { at: after(start, { days: -2 }) });
    const zones = ['UTC', 'Asia/Shanghai', 'America/New_York'];
    const works = Array.from({ length: 90 }, (_, index) => {
      const [plan, zone] = [plans[index % 2], zones[index % 3]];
      if (index % 10 === 0 && zone) return retrying(() => database().moveZone(accountId, zone));
      if (index % 10 === 5 && plan) return retrying(() => db.applyPlan(accountId, plan.versionId));
      return retrying(() => db.use(accountId, { amount: 3 }));
    });
    expect(await settle(works)).toEqual({ succeeded: 90, failed: {} });
    const used = (await db.records(accountId)).reduce((sum, { amount }) => sum + amount, 0);
    expect(used).toBeLessThanOrEqual(100);
  });
});
