import { describe, expect, it } from '@jest/globals';
import {
  after,
  retrying,
  settle,
  start,
  useMeteringDatabase,
  type SqlPlan,
} from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

const database = useMeteringDatabase();

type Rollout = 'now' | 'renewal' | 'new_only';

const renewal = '2026-04-10T12:00:00.000Z';

/** Returns the accounts that have the version right after. */
async function rollOut(plan: SqlPlan, quota: number, rollout: Rollout, at = start): Promise<string[]> {
  const versionId = await database().publish(plan.planId, { calls: { quota } });
  await database().rows('select public.rollout_plan_version($1, $2, $3, $4)', [
    plan.planId,
    versionId,
    rollout,
    at,
  ]);
  const rows = await database().rows<{ id: string }>(
    'select account_id as id from public.account_plans where plan_version_id = $1',
    [versionId],
  );
  return rows.map(({ id }) => id);
}

const renew = (at: string, limit?: number) => database().renew(at, limit);

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

describe('advance_plan_rollout', () => {
  const many = 5_000;

  /** So many accounts on one plan, made at once; in the order of their ids. */
  async function populate(plan: SqlPlan, count = many): Promise<string[]> {
    const rows = await database().rows<{ id: string }>(
      `with made as (
         insert into public.accounts (id, kind, name, time_zone)
         select gen_random_uuid(), 'external', 'An account', 'UTC' from generate_series(1, $1)
         returning id
       )
       select id from made order by id`,
      [count],
    );
    const ids = rows.map(({ id }) => id);
    await database().rows('select public.apply_plan_version($1::uuid[], $2, $3)', [
      ids,
      plan.versionId,
      start,
    ]);
    return ids;
  }

  /** The accounts reached by one turn; null when there is nothing to do. */
  async function advance(limit: number, at = start): Promise<string[] | null> {
    const { ids } = await database().one<{ ids: string[] | null }>(
      'select public.advance_plan_rollout(public.next_plan_rollout($2), $1, $2) as ids',
      [limit, at],
    );
    return ids;
  }

  async function advanceToTheEnd(limit: number, at = start): Promise<string[][]> {
    const turns: string[][] = [];
    for (let ids = await advance(limit, at); ids; ids = await advance(limit, at)) turns.push(ids);
    return turns;
  }

  /** How many accounts of the plan have each quota. */
  async function quotas(plan: SqlPlan): Promise<Record<string, number>> {
    const rows = await database().rows<{ quota: number; accounts: number }>(
      `select entitlement.plan_quota as quota, count(*)::int as accounts
       from public.account_plans as held
       join public.account_entitlements as entitlement using (account_id)
       where held.plan_id = $1 and entitlement.feature_code = 'calls'
       group by entitlement.plan_quota`,
      [plan.planId],
    );
    return Object.fromEntries(rows.map(({ quota, accounts }) => [quota, accounts]));
  }

  it('has nothing to do up to 20 accounts: they are reached with the publication', async () => {
    const plan = await database().plan({ calls: {} });
    await populate(plan, 20);
    expect(await rollOut(plan, 7, 'now')).toHaveLength(20);
    expect(await quotas(plan)).toEqual({ 7: 20 });
    expect(await advance(1_000)).toBeNull();
  });

  it('reaches more than that in turns, each account once, and counters with their entitlements', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan);
    const [first = '', last = ''] = [ids.at(0), ids.at(-1)];
    await db.use(first, { amount: 8 });
    expect(await rollOut(plan, 7, 'now')).toEqual([]);
    expect(await quotas(plan)).toEqual({ 100: many });
    const turns = await advanceToTheEnd(1_000);
    expect(turns.map(({ length }) => length)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 0]);
    expect(turns.flat()).toEqual(ids);
    expect(await quotas(plan)).toEqual({ 7: many });
    expect(await db.use(first, {})).toMatchObject({ code: 'quota_exceeded', quota: 7, used: 8 });
    expect(await db.use(last, {})).toMatchObject({ status: 'recorded', quota: 7 });
  });

  it('stands behind the others once it only tries again: who is held for long holds up no other plan', async () => {
    const db = database();
    const [older, newer] = [await db.plan({ calls: {} }), await db.plan({ calls: {} })];
    const ids = await populate(older, 30);
    await populate(newer, 30);
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select from public.accounts where id = any($1) for update', [ids]);
      await rollOut(older, 7, 'now');
      expect(await advance(1_000)).toEqual([]);
      const later = after(start, { seconds: 5 });
      expect(await advance(1_000, later)).toEqual([]);
      await rollOut(newer, 7, 'now', later);
      // By the clock of the test, as all else.
      await db.rows(
        'update public.plan_rollouts set created_at = case plan_id when $1 then $2::timestamptz else $3 end',
        [newer.planId, after(later, { seconds: -1 }), start],
      );
      expect(await advance(1_000, after(start, { seconds: 20 }))).toHaveLength(30);
    } finally {
      await admin.query('rollback');
      admin.release();
    }
    await advanceToTheEnd(1_000, after(start, { seconds: 60 }));
    expect(await quotas(older)).toEqual({ 7: 30 });
  });

  it('leaves out an account that always fails, and tries it again when all others are reached', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan);
    const [bad = ''] = ids.splice(2_345, 1);
    const allow = await refuseAccount(db.pool, bad);
    await rollOut(plan, 7, 'now');
    expect((await advanceToTheEnd(1_000)).flat()).toEqual(ids);
    expect(await quotas(plan)).toEqual({ 7: many - 1, 100: 1 });
    const later = after(start, { seconds: 60 });
    expect(await advance(1_000, later)).toEqual([]);
    await allow();
    expect(await advance(1_000, later)).toBeNull();
    const muchLater = after(start, { seconds: 180 });
    expect(await advance(1_000, muchLater)).toEqual([bad]);
    expect(await advance(1_000, muchLater)).toBeNull();
    expect(await db.rows('select from public.account_change_failures')).toEqual([]);
  });

  it('takes up what one of fewer accounts would not let the publication do', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan, 20);
    const [bad = ''] = ids.splice(7, 1);
    const allow = await refuseAccount(db.pool, bad);
    for (const rollout of ['renewal', 'now'] as const) {
      expect(await rollOut(plan, 7, rollout)).toEqual([]);
      expect((await advanceToTheEnd(100)).flat()).toEqual(rollout === 'now' ? ids : []);
    }
    expect(await quotas(plan)).toEqual({ 7: 19, 100: 1 });
    await allow();
    expect((await advanceToTheEnd(100, after(start, { seconds: 600 }))).flat()).toEqual([bad]);
  });

  it('has many wait for the renewal in turns, for the month in which it was published', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan, 2_001);
    const [gone = '', newest = ''] = ids.splice(-2);
    await rollOut(plan, 7, 'renewal');
    const [waiting] = await advanceToTheEnd(1_500, after(renewal, { days: 1 }));
    expect(waiting).toEqual([]);
    expect(await quotas(plan)).toEqual({ 100: 2_001 });
    await db.movePlan(gone, { calls: { quota: 55 } });
    await db.applyPlan(newest, await db.publish(plan.planId, { calls: { quota: 9 } }));
    expect(await renew(after(renewal, { seconds: -1 }), 2_001)).toEqual([]);
    expect((await renew(renewal, 2_001)).sort()).toEqual(ids);
    expect(await quotas(plan)).toEqual({ 7: 1_999, 9: 1 });
  });

  it('takes a later version for all at once past what waits for the renewal, and past who would have to', async () => {
    const plan = await database().plan({ calls: {} });
    await populate(plan, 2_001);
    await rollOut(plan, 7, 'renewal');
    await advance(1_000);
    await rollOut(plan, 9, 'now');
    await advanceToTheEnd(1_000);
    expect(await renew(renewal, 2_001)).toEqual([]);
    expect(await quotas(plan)).toEqual({ 9: 2_001 });
  });

  it('goes on where it was when a turn is cut off in the middle', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan);
    await rollOut(plan, 7, 'now');
    const done = await advance(2_000);
    const dying = await db.pool.connect();
    await dying.query('begin');
    await dying.query('select public.advance_plan_rollout(public.next_plan_rollout(), 1000, $1)', [start]);
    const { rows } = await dying.query<{ pid: number }>('select pg_backend_pid() as pid');
    // Somebody is at it, so nobody else is.
    expect(await advance(1_000)).toBeNull();
    dying.once('error', () => undefined);
    // Until it has let go of what it held.
    await db.rows('select pg_terminate_backend($1, 30000)', [rows[0]?.pid]);
    await dying.query('commit').catch(() => undefined);
    dying.release(true);
    expect(await quotas(plan)).toEqual({ 7: 2_000, 100: 3_000 });
    const rest = await advanceToTheEnd(1_000);
    expect([...(done ?? []), ...rest.flat()]).toEqual(ids);
    expect(await quotas(plan)).toEqual({ 7: many });
  });

  it('leaves alone who has left, who came later, and who has a later version', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await populate(plan, 2_001);
    await rollOut(plan, 7, 'now');
    const [gone = '', later = ''] = ids.slice(-2);
    await db.movePlan(gone, { calls: { quota: 55 } });
    await rollOut(plan, 9, 'new_only');
    const { id: newest } = await db.one<{ id: string }>(
      `select id from public.plan_versions where plan_id = $1 order by version desc limit 1`,
      [plan.planId],
    );
    const newcomer = await db.account({ planId: plan.planId, versionId: newest });
    await db.applyPlan(later, newest);
    await advanceToTheEnd(1_000);
    expect(await quotas(plan)).toEqual({ 7: 1_999, 9: 2 });
    expect(await quotaOf(gone)).toBe(55);
    expect(await quotaOf(newcomer)).toBe(9);
  });

  it('does not take away what waits for the renewal by a later decision', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [one = ''] = await populate(plan, 2_001);
    await rollOut(plan, 7, 'now');
    await rollOut(plan, 9, 'renewal');
    await advanceToTheEnd(1_000);
    expect(await quotaOf(one)).toBe(7);
    await renew(renewal, 2_001);
    expect(await quotas(plan)).toEqual({ 9: 2_001 });
  });

  it('gives way to a later version for all at once', async () => {
    const plan = await database().plan({ calls: {} });
    await populate(plan, 2_001);
    await rollOut(plan, 7, 'now');
    await advance(1_000);
    await rollOut(plan, 9, 'now');
    await advanceToTheEnd(1_000);
    expect(await quotas(plan)).toEqual({ 9: 2_001 });
  });

  it('beside uses and publications neither deadlocks nor misses anybody', async () => {
    const db = database();
    const plan = await db.plan({ calls: { quota: 1_000 } });
    const ids = await populate(plan, 2_100);
    await rollOut(plan, 500, 'now');
    const works = [
      ...ids.slice(0, 200).map((accountId) => retrying(() => db.use(accountId))),
      ...Array.from({ length: 12 }, () => retrying(() => advance(200))),
      retrying(() => rollOut(plan, 700, 'now')),
    ];
    expect(await settle(works)).toEqual({ succeeded: works.length, failed: {} });
    await advanceToTheEnd(500);
    expect(await quotas(plan)).toEqual({ 700: 2_100 });
  });
});
