import { describe, expect, it } from '@jest/globals';
import { auditCredits } from '../../../harness/credits/credits-audit.ts';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

/** How changes of plan, renewals, rollouts and moves reach the credits that plans include. */

const database = useMeteringDatabase();
const monthEnd = '2026-04-10T12:00:00.000Z';
const nextEnd = '2026-05-10T12:00:00.000Z';
const justBefore = (instant: string) => after(instant, { seconds: -1 });

async function available(accountId: string, at: string): Promise<number> {
  const { available: credits } = await database().one<{ available: number }>(
    'select available from public.credit_state($1, $2)',
    [accountId, at],
  );
  return credits;
}

async function touch(accountId: string, at: string): Promise<void> {
  await database().rows('select public.settle_credits($1, $2)', [accountId, at]);
}

/** When the lots of the account end, the earliest first. */
async function ends(accountId: string): Promise<string[]> {
  const rows = await database().rows<{ expires_at: Date }>(
    'select expires_at from public.credit_lots where account_id = $1 order by expires_at',
    [accountId],
  );
  return rows.map(({ expires_at: end }) => end.toISOString());
}

/** What the plans gave, as it stands in the books: nothing settles, reads what is due, or touches the account. */
async function given(accountId: string): Promise<number[]> {
  const rows = await database().rows<{ amount: number }>(
    `select amount from public.credit_lots where account_id = $1 and source = 'subscription' order by id`,
    [accountId],
  );
  return rows.map(({ amount }) => amount);
}

describe('a change of plan', () => {
  it('writes what comes at once into the books, in its own transaction', async () => {
    const db = database();
    const accountId = await db.account(await db.plan({ calls: {} }, { amount: 100 }));
    expect(await given(accountId)).toEqual([100]);
    const larger = await db.plan({ calls: {} }, { amount: 300 });
    await db.applyPlan(accountId, larger.versionId, after(start, { days: 1 }));
    expect(await given(accountId)).toEqual([100, 200]);
    const smaller = await db.plan({ calls: {} }, { amount: 50 });
    await db.applyPlan(accountId, smaller.versionId, after(start, { days: 2 }));
    expect(await given(accountId)).toEqual([100, 200]);
  });
});

describe('an account that comes to a plan', () => {
  it('has its credits at once, and again as its month turns', async () => {
    const db = database();
    const accountId = await db.account(await db.plan({ calls: {} }, { amount: 500 }));
    expect(await available(accountId, start)).toBe(500);
    expect(await available(accountId, monthEnd)).toBe(500);
    await touch(accountId, monthEnd);
    expect(await ends(accountId)).toEqual([monthEnd, nextEnd]);
  });

  it('in the middle of its month, the whole month’s, which end with it', async () => {
    const db = database();
    const accountId = await db.account();
    const at = after(start, { days: 20 });
    await db.applyPlan(accountId, (await db.plan({ calls: {} }, { amount: 500 })).versionId, at);
    expect(await available(accountId, at)).toBe(500);
    expect(await ends(accountId)).toEqual([monthEnd]);
  });

  it('and leaves it keeps what it has until the month turns', async () => {
    const db = database();
    const accountId = await db.account(await db.plan({ calls: {} }, { amount: 500 }));
    await db.movePlan(accountId, { calls: {} }, after(start, { days: 1 }));
    expect(await available(accountId, justBefore(monthEnd))).toBe(500);
    expect(await available(accountId, monthEnd)).toBe(0);
  });

  it('waits for nobody’s credits where neither plan has any', async () => {
    const db = database();
    const accountId = await db.account();
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.settle_credits($1, $2)', [accountId, start]);
      await db.movePlan(accountId, { calls: {} }, after(start, { days: 1 }));
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('a version that is published', () => {
  async function published(rollout: 'now' | 'renewal' | 'new_only', before: number, then: number) {
    const db = database();
    const plan = await db.plan({ calls: {} }, { amount: before });
    const accountIds = [await db.account(plan), await db.account(plan)];
    const versionId = await db.publish(plan.planId, { calls: {} }, { amount: then });
    await db.rows('select public.rollout_plan_version($1, $2, $3, $4)', [
      plan.planId,
      versionId,
      rollout,
      after(start, { days: 2 }),
    ]);
    return accountIds;
  }

  it('for all at once gives what it has more, and less from the turn on', async () => {
    const [one = ''] = await published('now', 100, 300);
    expect(await available(one, after(start, { days: 2 }))).toBe(300);
    const [other = ''] = await published('now', 300, 100);
    expect(await available(other, after(start, { days: 2 }))).toBe(300);
    expect(await available(other, monthEnd)).toBe(100);
  });

  it.each([
    [100, 300],
    [300, 100],
  ])('at the renewal holds from that instant on, whoever comes first: %d, then %d', async (before, then) => {
    const db = database();
    const [renewed = '', touched = ''] = await published('renewal', before, then);
    const late = after(monthEnd, { hours: 3 });
    for (const accountId of [renewed, touched]) {
      expect(await available(accountId, justBefore(monthEnd))).toBe(before);
      expect(await available(accountId, monthEnd)).toBe(then);
    }
    await touch(touched, monthEnd);
    // A use lets the renewal take effect.
    for (const accountId of [renewed, touched]) {
      await db.use(accountId, {}, late);
      expect(await available(accountId, late)).toBe(then);
      expect(await available(accountId, nextEnd)).toBe(then);
    }
  });

  it('for newcomers leaves the others with what they have', async () => {
    const [one = ''] = await published('new_only', 100, 300);
    expect(await available(one, monthEnd)).toBe(100);
  });

  it('goes on without an account whose credits somebody holds, and reaches it later', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} }, { amount: 100 });
    const [one, held] = [await db.account(plan), await db.account(plan)];
    const versionId = await db.publish(plan.planId, { calls: {} }, { amount: 300 });
    const at = after(start, { days: 2 });
    const advance = (instant: string) =>
      db.rows('select public.advance_plan_rollout($1, 100, $2)', [versionId, instant]);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.settle_credits($1, $2)', [held, start]);
      await db.rows(`select public.rollout_plan_version($1, $2, 'now', $3)`, [plan.planId, versionId, at]);
      await advance(at);
      expect(await available(one, at)).toBe(300);
      expect(await available(held, at)).toBe(100);
    } finally {
      await client.query('rollback');
      client.release();
    }
    await advance(at);
    await advance(after(at, { hours: 1 }));
    expect(await available(held, after(at, { hours: 1 }))).toBe(300);
  });
});

describe('a change of time zone', () => {
  // February cuts the 29th of one zone and the 30th of the other: their months end a day apart.
  const come = '2026-01-29T12:00:00.000Z';
  const feb27 = '2026-02-27T12:00:00.000Z';
  const feb28 = '2026-02-28T12:00:00.000Z';
  const mar29 = '2026-03-29T12:00:00.000Z';

  async function movedOn(at: string, from: string, to: string): Promise<string> {
    const db = database();
    const plan = await db.plan({ calls: {} }, { amount: 100 });
    const accountId = await db.account(plan, { at: come, timeZone: from });
    await move(accountId, to, at);
    return accountId;
  }
  async function move(accountId: string, to: string, at: string): Promise<void> {
    await database().rows('select public.change_time_zone($1, $2, $3)', [accountId, to, at]);
  }

  it.each([
    ['UTC', 'Pacific/Kiritimati', feb28],
    ['Pacific/Kiritimati', 'UTC', feb27],
  ])('moves no end that was told, and makes no two months of one: %s to %s', async (from, to, end) => {
    const accountId = await movedOn('2026-02-10T12:00:00.000Z', from, to);
    for (const at of [feb27, feb28, mar29]) await touch(accountId, at);
    expect(await ends(accountId)).toEqual([end, mar29, '2026-04-29T12:00:00.000Z']);
  });

  it('there and back between both ends gives nothing twice', async () => {
    const accountId = await movedOn(after(feb27, { hours: 1 }), 'UTC', 'Pacific/Kiritimati');
    await touch(accountId, after(feb27, { hours: 2 }));
    await move(accountId, 'UTC', after(feb27, { hours: 3 }));
    await move(accountId, 'Pacific/Kiritimati', after(feb28, { hours: 1 }));
    await touch(accountId, after(feb28, { hours: 2 }));
    expect(await ends(accountId)).toEqual([feb28, mar29]);
  });

  it('leaves what has turned before it to the former zone, though nobody came', async () => {
    const accountId = await movedOn('2026-03-20T12:00:00.000Z', 'UTC', 'America/New_York');
    await touch(accountId, '2026-03-20T12:00:00.000Z');
    // By New York's calendar it would be an hour earlier, in summer time.
    expect(await ends(accountId)).toEqual([feb28, mar29]);
  });
});

it('leaves books that are right', async () => {
  expect(await auditCredits(database().pool)).toEqual([]);
});
