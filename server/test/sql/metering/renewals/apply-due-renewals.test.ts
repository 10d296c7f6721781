import { describe, expect, it } from '@jest/globals';
import {
  after,
  sqlstate,
  start,
  useMeteringDatabase,
  type SqlPlan,
} from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

const database = useMeteringDatabase();
const renewal = '2026-04-10T12:00:00.000Z';

/** A version for the renewal of all who have the plan. */
async function publish(plan: SqlPlan, quota: number): Promise<void> {
  const versionId = await database().publish(plan.planId, { calls: { quota } });
  await database().rows(`select public.rollout_plan_version($1, $2, 'renewal', $3)`, [
    plan.planId,
    versionId,
    start,
  ]);
}

const renew = (at: string, limit?: number) => database().renew(at, limit);

const quotaOf = async (accountId: string, at = start) => (await database().use(accountId, {}, at)).quota;

describe('apply_due_renewals', () => {
  it('goes on in batches until nothing is due', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountIds = await Promise.all(Array.from({ length: 5 }, () => db.account(plan)));
    await publish(plan, 7);
    const renewed = [await renew(renewal, 2), await renew(renewal, 2), await renew(renewal, 2)];
    expect(renewed.map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(renewed.flat().sort()).toEqual(accountIds.toSorted());
  });

  it('run twice at once renews each account once', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountIds = await Promise.all(Array.from({ length: 4 }, () => db.account(plan)));
    await publish(plan, 7);
    const renewed = await Promise.all([renew(renewal), renew(renewal), renew(renewal)]);
    expect(renewed.flat().sort()).toEqual(accountIds.toSorted());
  });

  it('is not held up by an account that always fails, and tries it again when its time has come', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [bad, good] = [await db.account(plan, { at: after(start, { hours: -1 }) }), await db.account(plan)];
    await publish(plan, 7);
    const allow = await refuseAccount(db.pool, bad);
    expect(await renew(renewal, 1)).toEqual([]);
    expect(await renew(renewal, 1)).toEqual([good]);
    await allow();
    expect(await renew(renewal, 1)).toEqual([]);
    expect(await renew(after(renewal, { seconds: 60 }), 1)).toEqual([bad]);
  });

  it('in one turn tries each account once, also where its time to be tried again comes meanwhile', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [bad, good] = [await db.account(plan, { at: after(start, { hours: -1 }) }), await db.account(plan)];
    await publish(plan, 7);
    const allow = await refuseAccount(db.pool, bad);
    const turn = (beganAt: string | null, at: string) =>
      db.rows('select account_id, is_renewed from public.apply_due_renewals(1, $1, $2)', [beganAt, at]);
    const later = after(renewal, { seconds: 90 });
    expect(await turn(null, renewal)).toEqual([{ account_id: bad, is_renewed: false }]);
    expect(await turn(renewal, later)).toEqual([{ account_id: good, is_renewed: true }]);
    expect(await turn(renewal, later)).toEqual([]);
    expect(await turn(null, later)).toEqual([{ account_id: bad, is_renewed: false }]);
    await allow();
    expect(await renew(after(later, { days: 1 }))).toEqual([bad]);
  });

  it('refuses a node of an earlier version, which would end its turn at the first that fail', async () => {
    const before = database().rows('select public.apply_due_renewals(p_limit => 20)');
    expect(await sqlstate(before)).toBe('42883');
  });

  it('does not take back a plan that is being given at the same time', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan);
    await publish(plan, 7);
    const other = await db.plan({ calls: { quota: 55 } });
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
        accountId,
        other.versionId,
        start,
      ]);
      expect(await renew(renewal)).toEqual([]);
      await admin.query('commit');
    } finally {
      admin.release();
    }
    expect(await renew(after(renewal, { days: 1 }))).toEqual([]);
    expect(await quotaOf(accountId)).toBe(55);
    await db.rows('delete from public.account_change_failures');
  });
});
