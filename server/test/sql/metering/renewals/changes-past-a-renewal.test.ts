import { describe, expect, it } from '@jest/globals';
import {
  after,
  start,
  useMeteringDatabase,
  type Offer,
  type SqlPlan,
} from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

const database = useMeteringDatabase();

/** When the month of an account that came at `start` ends, and the one after it. */
const monthEnd = '2026-04-10T12:00:00.000Z';
const nextMonthEnd = '2026-05-10T12:00:00.000Z';
const afterEnd = (seconds: number) => after(monthEnd, { seconds });

/** Publishes a version of the plan, and takes it to who has the plan. */
async function rollOut(plan: SqlPlan, offer: Offer, rollout: 'now' | 'renewal', at: string): Promise<string> {
  const versionId = await database().publish(plan.planId, { calls: offer });
  await database().rows('select public.rollout_plan_version($1, $2, $3, $4)', [
    plan.planId,
    versionId,
    rollout,
    at,
  ]);
  return versionId;
}

const advance = (versionId: string, limit: number, at: string) =>
  database().rows('select public.advance_plan_rollout($1, $2, $3)', [versionId, limit, at]);

/** What the plan granted at an instant, whatever an override made of it. */
async function plannedThen(accountId: string, at: string): Promise<number | null> {
  const { plan_quota: quota } = await database().one<{ plan_quota: number | null }>(
    `select plan_quota from public.entitlement_at($1, 'calls', $2)`,
    [accountId, at],
  );
  return quota;
}

/** Accounts of one plan of 100 a month, in the order of their ids. */
async function accountsOf(plan: SqlPlan, count: number): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => database().account(plan)));
  return ids.sort();
}

describe('a version published for the renewal, when the one before it is due and nobody has come by', () => {
  it('lets the earlier one hold until the month that is under way ends', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [accountId = ''] = await accountsOf(plan, 1);
    await rollOut(plan, { quota: 5 }, 'renewal', after(start, { days: 1 }));
    await rollOut(plan, { quota: 6 }, 'renewal', afterEnd(30));
    expect(await db.use(accountId, { amount: 100 }, afterEnd(40))).toMatchObject({
      code: 'quota_exceeded',
      quota: 5,
    });
    expect(await plannedThen(accountId, monthEnd)).toBe(5);
    expect(await db.use(accountId, { amount: 6 }, nextMonthEnd)).toMatchObject({ quota: 6, used: 6 });
  });

  it('lets it hold for those who were not noted for it yet, of more than 20', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await accountsOf(plan, 22);
    const newcomer = await db.account(plan, { at: after(start, { days: 1 }) });
    const second = await rollOut(plan, { quota: 5 }, 'renewal', afterEnd(-30));
    await advance(second, 10, afterEnd(-20));
    const third = await rollOut(plan, { quota: 6 }, 'renewal', afterEnd(30));
    await advance(third, 30, afterEnd(31));
    await advance(third, 30, afterEnd(32));
    for (const accountId of ids) {
      expect(await db.use(accountId, { amount: 100 }, afterEnd(40))).toMatchObject({
        code: 'quota_exceeded',
        quota: 5,
      });
    }
    // Whose month was under way all the time never had the earlier one.
    expect(await db.use(newcomer, {}, afterEnd(40))).toMatchObject({ quota: 100 });
    expect(await db.use(newcomer, {}, after(monthEnd, { days: 1 }))).toMatchObject({ quota: 6 });
    for (const accountId of ids.slice(8, 14)) {
      expect(await db.use(accountId, { amount: 6 }, nextMonthEnd)).toMatchObject({ quota: 6 });
    }
  });

  it('takes its place in a month that is still under way', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [accountId = ''] = await accountsOf(plan, 1);
    await rollOut(plan, { quota: 5 }, 'renewal', after(start, { days: 1 }));
    await rollOut(plan, { quota: 6 }, 'renewal', afterEnd(-1));
    expect(await db.use(accountId, {}, monthEnd)).toMatchObject({ quota: 6 });
  });

  it('waits for an account to which the earlier one can not be given', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [accountId = ''] = await accountsOf(plan, 1);
    await rollOut(plan, { quota: 5 }, 'renewal', after(start, { days: 1 }));
    const allow = await refuseAccount(db.pool, accountId);
    const third = await rollOut(plan, { quota: 6 }, 'renewal', afterEnd(30));
    await advance(third, 30, afterEnd(31));
    expect(
      await db.rows('select change from public.account_change_failures where account_id = $1', [accountId]),
    ).toEqual([{ change: 'renewal_note' }]);
    await allow();
    await advance(third, 30, after(monthEnd, { hours: 1 }));
    expect(await db.use(accountId, { amount: 6 }, after(monthEnd, { hours: 2 }))).toMatchObject({ quota: 5 });
    expect(await db.use(accountId, { amount: 6 }, nextMonthEnd)).toMatchObject({ quota: 6 });
  });
});

const daily = { quota: 5, resetPeriod: 'daily' } as const;

interface Waiting {
  plan: SqlPlan;
  accountId: string;
}

/** One of 100 a month that is to have 5 a day when its month ends. */
async function waiting(): Promise<Waiting> {
  const db = database();
  const plan = await db.plan({ calls: {} });
  const accountId = await db.account(plan);
  await rollOut(plan, daily, 'renewal', after(start, { days: 1 }));
  return { plan, accountId };
}

const anHourLater = after(monthEnd, { hours: 1 });
async function override(accountId: string, quota: number, until: string | null, at: string): Promise<void> {
  await database().rows(`select public.set_quota_override($1, 'calls', $2, $3, 'why', $4)`, [
    accountId,
    quota,
    until,
    at,
  ]);
}

/** All that changes what one account may use; each is made when the renewal is due and nobody has come by. */
const changes: [string, (one: Waiting) => Promise<unknown>][] = [
  ['an override', ({ accountId }) => override(accountId, 5, null, anHourLater)],
  [
    'the lifting of an override',
    async ({ accountId }) => {
      await override(accountId, 50, null, after(start, { days: 2 }));
      await database().rows(`select public.set_quota_override($1, 'calls', null, null, null, $2)`, [
        accountId,
        anHourLater,
      ]);
    },
  ],
  [
    'the end of an override',
    async ({ accountId }) => {
      await override(accountId, 50, anHourLater, after(start, { days: 2 }));
      await database().rows('select public.end_due_overrides(100, $1)', [anHourLater]);
    },
  ],
  [
    'another time zone',
    ({ accountId }) =>
      database().rows('select public.change_time_zone($1, $2, $3)', [accountId, 'Europe/Paris', anHourLater]),
  ],
  [
    'another plan',
    ({ accountId }) =>
      database().movePlan(accountId, { calls: { quota: 5, resetPeriod: 'daily' } }, anHourLater),
  ],
  ['a version for all at once', ({ plan }) => rollOut(plan, daily, 'now', anHourLater)],
  [
    'a reset',
    ({ accountId }) =>
      database().rows(`select public.reset_usage($1, null, 'why', $2)`, [accountId, anHourLater]),
  ],
];

describe('nothing changes what an account may use past a renewal that is due', () => {
  it.each(changes)('%s', async (_, change) => {
    const db = database();
    const one = await waiting();
    await change(one);
    expect(await plannedThen(one.accountId, after(monthEnd, { hours: 0.5 }))).toBe(5);
    const told = { amount: 100, occurredAt: after(monthEnd, { hours: 0.5 }) };
    expect(await db.use(one.accountId, told, after(monthEnd, { hours: 14 }))).toMatchObject({
      code: 'quota_exceeded',
      quota: 5,
    });
    expect(await plannedThen(one.accountId, afterEnd(-1))).toBe(100);
  });

  it('nor does one of many that get a version in turns', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const ids = await accountsOf(plan, 22);
    await rollOut(plan, { quota: 9 }, 'now', afterEnd(-30));
    const third = await rollOut(plan, daily, 'renewal', afterEnd(-20));
    await advance(third, 30, afterEnd(-10));
    const versions = await db.rows<{ id: string }>(
      'select plan_version_id as id from public.plan_rollouts where plan_id = $1 and rollout = $2',
      [plan.planId, 'now'],
    );
    // The turn of the earlier one comes when the later one is due.
    for (const { id } of versions) await advance(id, 30, afterEnd(10));
    for (const accountId of ids) {
      expect(await db.use(accountId, { amount: 6 }, afterEnd(20))).toMatchObject({ quota: 5 });
    }
  });

  it('though it can not be given: then the change comes upon what was', async () => {
    const db = database();
    const { accountId } = await waiting();
    const { plan_id: planId } = await db.one<{ plan_id: string }>(
      'select plan_id from public.account_plans where account_id = $1',
      [accountId],
    );
    // The version that waits can not be given, all else can.
    await db.rows(`create function public.refuse_version() returns trigger language plpgsql as $$
      begin raise exception 'not this one'; end $$`);
    await db.rows(`create trigger refused before update on public.account_plans for each row
      when (new.account_id = '${accountId}' and new.plan_id = '${planId}') execute function public.refuse_version()`);
    await override(accountId, 5, null, anHourLater);
    await db.rows('drop function public.refuse_version cascade');
    expect(await db.use(accountId, {}, after(monthEnd, { hours: 1, seconds: 1 }))).toMatchObject({
      quota: 5,
    });
  });
});
