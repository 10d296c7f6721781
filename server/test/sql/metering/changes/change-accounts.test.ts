import { afterEach, describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase, type SqlPlan } from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

const database = useMeteringDatabase();

async function change(accountIds: string[], versionId: string, at = start): Promise<string[]> {
  const { ids } = await database().one<{ ids: string[] }>(
    `select public.change_accounts('rollout', $1::uuid[], $2, $3) as ids`,
    [accountIds.toSorted(), versionId, at],
  );
  return ids;
}

const quotaOf = async (accountId: string, at = start) => (await database().use(accountId, {}, at)).quota;

interface Failure {
  account_id: string;
  attempts: number;
  error: string;
  retry_at: Date;
  told_at: Date | null;
}

const failures = () =>
  database().rows<Failure>(
    'select account_id, attempts, error, retry_at, told_at from public.account_change_failures',
  );

/** So many accounts on one plan with 100 calls, in the order of their ids, and a version with another quota. */
async function prepare(
  count: number,
  quota = 7,
): Promise<{ plan: SqlPlan; ids: string[]; versionId: string }> {
  const plan = await database().plan({ calls: {} });
  const ids = await Promise.all(Array.from({ length: count }, () => database().account(plan)));
  return {
    plan,
    ids: ids.toSorted(),
    versionId: await database().publish(plan.planId, { calls: { quota } }),
  };
}

afterEach(() => database().rows('delete from public.account_change_failures'));

describe('change_accounts', () => {
  it('reaches all but the one that refuses, and notes why', async () => {
    const { ids, versionId } = await prepare(9);
    const [bad = ''] = ids.splice(4, 1);
    const allow = await refuseAccount(database().pool, bad);
    expect(await change([...ids, bad], versionId)).toEqual(ids);
    await allow();
    expect(new Set(await Promise.all(ids.map((id) => quotaOf(id))))).toEqual(new Set([7]));
    expect(await quotaOf(bad)).toBe(100);
    expect(await failures()).toEqual([
      {
        account_id: bad,
        attempts: 1,
        error: 'not this one',
        retry_at: new Date(after(start, { seconds: 60 })),
        told_at: null,
      },
    ]);
    expect(await change([bad], versionId)).toEqual([bad]);
    expect(await quotaOf(bad)).toBe(7);
    expect(await failures()).toEqual([]);
  });

  it('waits twice as long after each failure, up to four hours, and begins anew with another version', async () => {
    const { plan, ids, versionId } = await prepare(1);
    const [bad = ''] = ids;
    const allow = await refuseAccount(database().pool, bad);
    const minutes: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await change([bad], versionId);
      const [failure] = await failures();
      minutes.push(((failure?.retry_at.getTime() ?? 0) - Date.parse(start)) / 60_000);
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
    await database().rows('update public.account_change_failures set told_at = now()');
    await change([bad], versionId);
    expect(await failures()).toMatchObject([{ attempts: 11, told_at: expect.any(Date) }]);
    await change([bad], await database().publish(plan.planId, { calls: { quota: 8 } }));
    expect(await failures()).toMatchObject([{ attempts: 1, told_at: null }]);
    await allow();
    // Whoever is given any plan needs the version no more that it failed to get.
    await database().movePlan(bad, { calls: { quota: 55 } });
    expect(await failures()).toEqual([]);
  });

  it('leaves out an account that somebody holds, instead of waiting with the locks of the others', async () => {
    const { ids, versionId } = await prepare(3);
    const [held = '', ...others] = ids;
    const admin = await database().pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select from public.accounts where id = $1 for update', [held]);
      expect(await change(ids, versionId)).toEqual(others);
    } finally {
      await admin.query('rollback');
      admin.release();
    }
    expect(await failures()).toMatchObject([{ account_id: held, error: expect.stringContaining('lock') }]);
    expect(await change([held], versionId)).toEqual([held]);
  });

  it('waits for none of those that somebody holds, as uses of the others would wait with it', async () => {
    const { ids, versionId } = await prepare(40);
    const [neighbour = '', other = '', ...held] = ids;
    const admin = await database().pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select from public.accounts where id = any ($1) for update', [held]);
      expect(await change(ids, versionId)).toEqual([neighbour, other]);
      expect(await database().use(neighbour)).toMatchObject({ status: 'recorded', quota: 7 });
    } finally {
      await admin.query('rollback');
      admin.release();
    }
    // Whoever waits in vain is told of a timeout instead.
    expect((await failures()).map(({ error }) => error)).toEqual(
      held.map(() => 'locked by another transaction'),
    );
  });
});

describe('a renewal', () => {
  it('brings the version that the account waits for, when its month is over', async () => {
    const { ids, plan, versionId } = await prepare(1);
    const later = await database().publish(plan.planId, { calls: { quota: 8 } });
    const renewal = after(start, { days: 31 });
    await database().rows('select public.note_renewal($1::uuid[], $2, $3)', [ids, versionId, start]);
    const renew = (version: string, at: string) =>
      database().one(`select public.change_accounts('renewal', $1::uuid[], $2, $3) as ids`, [
        ids,
        version,
        at,
      ]);
    expect(await renew(later, renewal)).toEqual({ ids: [] });
    expect(await renew(versionId, after(renewal, { seconds: -1 }))).toEqual({ ids: [] });
    expect(await renew(versionId, renewal)).toEqual({ ids });
  });
});

describe('an account that is held', () => {
  /** What is noted of an account that is held for so many tries, each when it is due, and at which second that was. */
  async function hold(held: string, versionId: string, tries: number, pause?: number) {
    const admin = await database().pool.connect();
    const noted: { after: number; pause: number; attempts: number }[] = [];
    let at = start;
    try {
      await admin.query('begin');
      await admin.query('select from public.accounts where id = $1 for update', [held]);
      for (let times = 1; times <= tries; times += 1) {
        expect(await change([held], versionId, at)).toEqual([]);
        const [failure] = await failures();
        const due = ((failure?.retry_at.getTime() ?? 0) - Date.parse(at)) / 1_000;
        const seconds = (Date.parse(at) - Date.parse(start)) / 1_000;
        noted.push({ after: seconds, pause: due, attempts: failure?.attempts ?? 0 });
        at = after(at, { seconds: pause ?? due });
      }
    } finally {
      await admin.query('rollback');
      admin.release();
    }
    return { noted, at };
  }

  it('is tried again soon after it was let go of, by how long that took, and at least each minute', async () => {
    const { ids, versionId } = await prepare(1);
    const [held = ''] = ids;
    const { noted, at } = await hold(held, versionId, 32);
    expect(noted.slice(0, 5).map(({ pause }) => pause)).toEqual([1, 1, 1, 1, 1]);
    for (const { after: seconds, pause } of noted)
      expect(pause).toBeLessThanOrEqual(Math.max(1, seconds / 3));
    expect(noted.slice(-3).map(({ pause }) => pause)).toEqual([60, 60, 60]);
    // A moment is no news, minutes are.
    const told = noted.find(({ attempts }) => attempts >= 3)?.after ?? 0;
    expect(told).toBeGreaterThan(60);
    expect(told).toBeLessThan(180);
    expect(await change([held], versionId, at)).toEqual([held]);
    expect(await failures()).toEqual([]);
  });

  it('is news after some minutes where it is tried once in each', async () => {
    const { ids, versionId } = await prepare(1);
    const { noted } = await hold(ids[0] ?? '', versionId, 9, 60);
    expect(noted.map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4]);
  });

  it('has failed once where it then fails for another reason', async () => {
    const { ids, versionId } = await prepare(1);
    const [held = ''] = ids;
    const { at } = await hold(held, versionId, 40);
    const allow = await refuseAccount(database().pool, held);
    await change([held], versionId, at);
    await allow();
    const [failure] = await failures();
    expect(failure?.retry_at).toEqual(new Date(after(at, { seconds: 60 })));
  });

  it('by one of its counters is tried again as soon', async () => {
    const { ids, versionId } = await prepare(2);
    const [held = '', other = ''] = ids;
    await database().use(held);
    const user = await database().pool.connect();
    try {
      await user.query('begin');
      await user.query('select from public.user_usage where account_id = $1 for update', [held]);
      expect(await change(ids, versionId)).toEqual([other]);
    } finally {
      await user.query('rollback');
      user.release();
    }
    expect(await failures()).toMatchObject([
      { account_id: held, attempts: 0, retry_at: new Date(after(start, { seconds: 1 })) },
    ]);
  });
});

describe('an account that failed', () => {
  const publish = async (plan: SqlPlan, quota: number, rollout: 'now' | 'renewal'): Promise<string> => {
    const versionId = await database().publish(plan.planId, { calls: { quota } });
    await database().rows('select public.rollout_plan_version($1, $2, $3, $4)', [
      plan.planId,
      versionId,
      rollout,
      start,
    ]);
    return versionId;
  };
  const advance = (versionId: string, at: string) =>
    database().rows('select public.advance_plan_rollout($1, 100, $2)', [versionId, at]);

  it('to get a version for all at once gets it after the one that its month brought', async () => {
    const plan = await database().plan({ calls: {} });
    const accountId = await database().account(plan);
    await publish(plan, 8, 'renewal');
    const allow = await refuseAccount(database().pool, accountId);
    const newest = await publish(plan, 9, 'now');
    await advance(newest, start);
    await advance(newest, start);
    await allow();
    const renewal = after(start, { days: 31 });
    await database().renew(renewal);
    await advance(newest, renewal);
    expect(await quotaOf(accountId, renewal)).toBe(9);
    expect(await failures()).toEqual([]);
  });

  it('to get one version and to be noted for the next comes to both', async () => {
    const plan = await database().plan({ calls: {} });
    const accountId = await database().account(plan);
    const allow = await refuseAccount(database().pool, accountId);
    const first = await publish(plan, 8, 'now');
    const second = await publish(plan, 9, 'renewal');
    for (const versionId of [first, first, second, second]) await advance(versionId, start);
    await allow();
    const later = after(start, { seconds: 300 });
    await advance(first, later);
    expect(await quotaOf(accountId)).toBe(8);
    await advance(second, later);
    const renewal = after(start, { days: 31 });
    await database().renew(renewal);
    expect(await quotaOf(accountId, renewal)).toBe(9);
  });

  it('is forgotten once it has come to that version in another way', async () => {
    const plan = await database().plan({ calls: {} });
    const accountId = await database().account(plan);
    const allow = await refuseAccount(database().pool, accountId);
    const versionId = await publish(plan, 8, 'now');
    await advance(versionId, start);
    expect(await failures()).toHaveLength(1);
    await allow();
    await database().applyPlan(accountId, versionId);
    expect(await failures()).toEqual([]);
  });

  it('neither holds up the rollout of another plan, nor is forgotten with its end', async () => {
    const [plan, other] = [await database().plan({ calls: {} }), await database().plan({ calls: {} })];
    const [accountId, neighbour] = [await database().account(plan), await database().account(other)];
    const allowNeighbour = await refuseAccount(database().pool, neighbour);
    const otherId = await publish(other, 9, 'now');
    await allowNeighbour();
    const allow = await refuseAccount(database().pool, accountId);
    const versionId = await publish(plan, 8, 'now');
    for (let turn = 1; turn <= 2; turn += 1) await advance(versionId, start);
    expect(await failures()).toHaveLength(1);

    const rollouts = () =>
      database().rows(
        `select plan_version_id as id, retry_at > $3 as waits from public.plan_rollouts
         where plan_version_id in ($1, $2)`,
        [otherId, versionId, start],
      );
    const later = after(start, { seconds: 600 });
    const waiting = { id: versionId, waits: true };
    expect(await rollouts()).toEqual(expect.arrayContaining([{ id: otherId, waits: false }, waiting]));
    for (let turn = 1; turn <= 2; turn += 1) await advance(otherId, later);
    expect(await quotaOf(neighbour)).toBe(9);
    expect(await rollouts()).toEqual([waiting]);
    expect(await failures()).toHaveLength(1);
    await allow();
    await advance(versionId, later);
    expect(await quotaOf(accountId)).toBe(8);
  });

  it('is forgotten with the rollout that another overtakes', async () => {
    const plan = await database().plan({ calls: {} });
    const accountId = await database().account(plan);
    const allow = await refuseAccount(database().pool, accountId);
    await advance(await publish(plan, 8, 'renewal'), start);
    expect(await failures()).toHaveLength(1);
    await allow();
    await publish(plan, 9, 'renewal');
    expect(await failures()).toEqual([]);
  });
});
