import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase, type SqlPlan } from '../../harness/metering.ts';

const database = useMeteringDatabase();

type Rollout = 'now' | 'renewal' | 'new_only';

const renewal = '2026-04-10T12:00:00.000Z';

async function rollOut(plan: SqlPlan, quota: number, rollout: Rollout, at = start): Promise<string[]> {
  const versionId = await database().publish(plan.planId, { calls: { quota } });
  const rows = await database().rows<{ id: string }>(
    'select id from public.rollout_plan_version($1, $2, $3, $4) as id',
    [plan.planId, versionId, rollout, at],
  );
  return rows.map(({ id }) => id);
}

async function renew(at: string, limit = 100): Promise<string[]> {
  const rows = await database().rows<{ id: string }>(
    'select id from public.apply_due_renewals($1, $2) as id',
    [limit, at],
  );
  return rows.map(({ id }) => id);
}

const quotaOf = async (accountId: string, at = start) => (await database().use(accountId, {}, at)).quota;

describe('rollout_plan_version', () => {
  it('now: reaches everybody on the plan at once, and nobody else', async () => {
    const db = database();
    const [plan, other] = [await db.plan({ calls: {} }), await db.plan({ calls: {} })];
    const [one, two, stranger] = [await db.account(plan), await db.account(plan), await db.account(other)];
    expect(new Set(await rollOut(plan, 7, 'now'))).toEqual(new Set([one, two]));
    expect(await Promise.all([one, two, stranger].map((accountId) => quotaOf(accountId)))).toEqual([
      7, 7, 100,
    ]);
  });

  it('now: with nobody on the plan changes nothing', async () => {
    expect(await rollOut(await database().plan({ calls: {} }), 7, 'now')).toEqual([]);
    expect(await rollOut(await database().plan({ calls: {} }), 7, 'renewal')).toEqual([]);
  });

  it('new_only: leaves those who are there alone', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan);
    expect(await rollOut(plan, 7, 'new_only')).toEqual([]);
    expect(await quotaOf(accountId)).toBe(100);
    expect(await renew('2027-01-01T00:00:00Z')).toEqual([]);
  });

  it('renewal: reaches each account when its own month ends', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const early = await db.account(plan);
    const late = await db.account(plan, { at: after(start, { days: 5 }) });
    expect(await rollOut(plan, 7, 'renewal', after(start, { days: 6 }))).toEqual([]);
    expect(await renew('2026-04-10T11:59:59.999Z')).toEqual([]);
    expect(await quotaOf(early, after(start, { days: 7 }))).toBe(100);
    expect(await renew(renewal)).toEqual([early]);
    expect(await quotaOf(early, renewal)).toBe(7);
    expect(await quotaOf(late, renewal)).toBe(100);
    expect(await renew(after(renewal, { days: 5 }))).toEqual([late]);
    expect(await renew('2027-01-01T00:00:00Z')).toEqual([]);
  });

  it('renewal: goes by the calendar from the anchor, also years later', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan, { at: '2024-01-31T10:00:00Z' });
    await rollOut(plan, 7, 'renewal', '2026-02-15T00:00:00Z');
    expect(await renew('2026-02-28T09:59:59Z')).toEqual([]);
    expect(await renew('2026-02-28T10:00:00Z')).toEqual([accountId]);
  });

  it('renewal, then now: the later decision holds', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan);
    await rollOut(plan, 7, 'renewal');
    await rollOut(plan, 9, 'now');
    expect(await renew('2027-01-01T00:00:00Z')).toEqual([]);
    expect(await quotaOf(accountId)).toBe(9);
  });

  it('renewal: does not follow an account that left for another plan', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan);
    await rollOut(plan, 7, 'renewal');
    await db.movePlan(accountId, { calls: { quota: 55 } });
    expect(await renew('2027-01-01T00:00:00Z')).toEqual([]);
    expect(await quotaOf(accountId)).toBe(55);
  });
});

describe('apply_due_renewals', () => {
  it('goes on in batches until nothing is due', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountIds = await Promise.all(Array.from({ length: 5 }, () => db.account(plan)));
    await rollOut(plan, 7, 'renewal');
    const renewed = [await renew(renewal, 2), await renew(renewal, 2), await renew(renewal, 2)];
    expect(renewed.map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(renewed.flat().sort()).toEqual(accountIds.toSorted());
  });

  it('run twice at once renews each account once', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountIds = await Promise.all(Array.from({ length: 4 }, () => db.account(plan)));
    await rollOut(plan, 7, 'renewal');
    const renewed = await Promise.all([renew(renewal), renew(renewal), renew(renewal)]);
    expect(renewed.flat().sort()).toEqual(accountIds.toSorted());
  });

  it('does not take back a plan that was given while it waited', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountId = await db.account(plan);
    await rollOut(plan, 7, 'renewal');
    const other = await db.plan({ calls: { quota: 55 } });
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
        accountId,
        other.versionId,
        start,
      ]);
      const renewing = renew(renewal);
      await db.waitForBlocked();
      await admin.query('commit');
      expect(await renewing).toEqual([]);
    } finally {
      admin.release();
    }
    expect(await quotaOf(accountId)).toBe(55);
  });
});
