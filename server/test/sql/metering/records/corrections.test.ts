import { describe, expect, it } from '@jest/globals';
import {
  after,
  retrying,
  settle,
  start,
  useMeteringDatabase,
  type MeteringDatabase,
  type Offer,
} from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

const day = { calls: { resetPeriod: 'daily' } } satisfies Record<string, Offer>;
const month = { calls: {} } satisfies Record<string, Offer>;
const tomorrow = after(start, { days: 1 });

async function takeBack(accountId: string, id: string | null, at: string): Promise<void> {
  await database().rows('select public.void_usage_record($1, $2, $3, $4)', [accountId, id, 'a mistake', at]);
}

async function reset(accountId: string, at: string): Promise<void> {
  await database().rows('select public.reset_usage($1, null, $2, $3)', [accountId, 'goodwill', at]);
}

async function hold(accountId: string, amount: number, at = start): Promise<string> {
  const { id } = await database().one<{ id: string }>(
    `select (reservation).id from public.reserve_feature_usage($1, 'calls', $2, '3 days', null, $3)`,
    [accountId, amount, at],
  );
  return id;
}

async function commit(accountId: string, id: string, at: string, amount: number | null = null) {
  const { record_id: recordId } = await database().one<{ record_id: string }>(
    'select record_id from public.commit_reservation($1, $2, $3, $4)',
    [accountId, id, amount, at],
  );
  return recordId;
}

/** Of each counter, oldest first: used, reserved, carried. */
async function standing(db: MeteringDatabase, accountId: string): Promise<number[][]> {
  return (await db.counters(accountId)).map(({ used, reserved, carried }) => [used, reserved, carried]);
}

describe('a reservation that outlives its day, which a month has taken over', () => {
  it.each([
    ['that the change opened', true],
    ['that a use after the change opened', false],
  ])('moves to the counter %s, is charged there, and can be taken back', async (_, isUsedBefore) => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 5 });
    const id = await hold(accountId, 30);
    if (isUsedBefore) await db.use(accountId, { amount: 1 }, tomorrow);
    const at = after(tomorrow, { hours: 1 });
    await db.movePlan(accountId, month, at);
    if (!isUsedBefore) await db.use(accountId, { amount: 1 }, at);
    expect((await standing(db, accountId)).at(0)).toEqual([5, 0, 0]);
    expect((await standing(db, accountId)).at(-1)).toEqual([6, 30, isUsedBefore ? 6 : 5]);
    expect(await db.use(accountId, { amount: 65 }, at)).toMatchObject({ code: 'quota_exceeded' });

    const record = await commit(accountId, id, at);
    expect((await standing(db, accountId)).at(0)).toEqual([5, 0, 0]);
    expect((await standing(db, accountId)).at(-1)?.slice(0, 2)).toEqual([36, 0]);
    await takeBack(accountId, record, after(at, { hours: 1 }));
    expect((await standing(db, accountId)).at(-1)?.slice(0, 2)).toEqual([6, 0]);
  });

  it('is released, or expires, where it has moved to', async () => {
    const db = database();
    const accountId = await db.account(day);
    const [released] = [await hold(accountId, 30), await hold(accountId, 20)];
    await db.movePlan(accountId, month, tomorrow);
    await db.use(accountId, {}, tomorrow);
    await db.rows('select public.release_reservation($1, $2, $3)', [accountId, released, tomorrow]);
    expect(await standing(db, accountId)).toEqual([
      [0, 0, 0],
      [1, 20, 0],
    ]);
    await db.use(accountId, { amount: 90 }, after(start, { days: 3 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([91, 0, 0]);
  });

  it('committed before the month’s counter is there counts in it, once', async () => {
    const db = database();
    const accountId = await db.account(day);
    const id = await hold(accountId, 30);
    await db.movePlan(accountId, month, tomorrow);
    const record = await commit(accountId, id, tomorrow, 20);
    await db.use(accountId, {}, tomorrow);
    expect(await standing(db, accountId)).toEqual([
      [20, 0, 0],
      [21, 0, 20],
    ]);
    await takeBack(accountId, record, tomorrow);
    expect((await standing(db, accountId)).at(-1)).toEqual([1, 0, 20]);
  });

  it('is charged once, to one counter, when the change comes at the same time', async () => {
    const db = database();
    const [daily, monthly] = [await db.plan(day), await db.plan(month)];
    const accountIds = await Promise.all(Array.from({ length: 8 }, () => db.account(daily)));
    const ids = await Promise.all(accountIds.map((accountId) => hold(accountId, 30)));
    for (const accountId of accountIds) await db.use(accountId, {}, tomorrow);
    const records = new Map<string, string>();
    const works = accountIds.flatMap((accountId, index) => [
      retrying(() => db.applyPlan(accountId, monthly.versionId, tomorrow)),
      retrying(() => commit(accountId, ids[index] ?? '', tomorrow)).then((id) => records.set(accountId, id)),
      retrying(() => db.use(accountId, {}, tomorrow)),
    ]);
    expect(await settle(works)).toEqual({ succeeded: 24, failed: {} });
    for (const accountId of accountIds) {
      expect((await standing(db, accountId)).at(-1)?.slice(0, 2)).toEqual([32, 0]);
      await takeBack(accountId, records.get(accountId) ?? '', tomorrow);
      expect((await standing(db, accountId)).at(-1)?.slice(0, 2)).toEqual([2, 0]);
    }
  });
});

describe('a use beside a reset', () => {
  it('that asked first and was charged after it is not reset, and can be taken back', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 30 });
    await reset(accountId, after(start, { seconds: 2 }));
    const { record_id: id } = await db.use(accountId, { amount: 4 }, after(start, { seconds: 1 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 4 });
    await takeBack(accountId, id, after(start, { seconds: 3 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 0 });
  });

  it('that asked later and was charged before it is reset, and gives nothing back', async () => {
    const db = database();
    const accountId = await db.account();
    const { record_id: id } = await db.use(accountId, { amount: 30 }, after(start, { seconds: 2 }));
    await reset(accountId, after(start, { seconds: 1 }));
    await db.use(accountId, { amount: 4 }, after(start, { seconds: 1 }));
    await takeBack(accountId, id, after(start, { seconds: 3 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 4 });
  });

  it('is carried over when it was charged after the reset, whenever it asked', async () => {
    const db = database();
    const accountId = await db.account(day);
    await db.use(accountId, { amount: 30 });
    await reset(accountId, after(start, { seconds: 2 }));
    await db.use(accountId, { amount: 4 }, after(start, { seconds: 1 }));
    await db.movePlan(accountId, month, after(start, { hours: 1 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([4, 0, 4]);
  });

  it('of a reservation: a commit after the reset counts, whenever it asked', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId);
    const id = await hold(accountId, 30);
    await reset(accountId, after(start, { seconds: 2 }));
    const record = await commit(accountId, id, after(start, { seconds: 1 }));
    expect(await standing(db, accountId)).toEqual([[30, 0, 0]]);
    await takeBack(accountId, record, after(start, { seconds: 3 }));
    expect(await standing(db, accountId)).toEqual([[0, 0, 0]]);
  });

  it('of another day counts on in the month that took both over', async () => {
    const db = database();
    const accountId = await db.account(day);
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    await db.use(accountId, { amount: 5 }, tomorrow);
    await reset(accountId, after(tomorrow, { seconds: 1 }));
    await db.movePlan(accountId, month, after(tomorrow, { seconds: 2 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([30, 0, 30]);
    await takeBack(accountId, id, after(tomorrow, { seconds: 3 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([0, 0, 30]);
  });

  it('that waits for a change of plan: the counter that the change opened is reset', async () => {
    const db = database();
    const accountId = await db.account(day);
    const { record_id: id } = await db.use(accountId, { amount: 30 });
    const monthly = await db.plan(month);
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
        accountId,
        monthly.versionId,
        after(start, { seconds: 2 }),
      ]);
      const resetting = reset(accountId, after(start, { seconds: 1 }));
      await db.waitForBlocked();
      await admin.query('commit');
      await resetting;
    } finally {
      admin.release();
    }
    expect((await standing(db, accountId)).at(-1)).toEqual([0, 0, 30]);
    await takeBack(accountId, id, after(start, { seconds: 3 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([0, 0, 30]);
  });

  it('and voids, in any order and all at once: nothing is given back twice', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10_000 } });
    await db.use(accountId);
    const uses = await Promise.all(Array.from({ length: 40 }, () => db.use(accountId, { amount: 3 })));
    const later: (string | null)[] = [];
    const works = uses.flatMap(({ record_id: id }, index) => [
      retrying(() => takeBack(accountId, id, start)),
      retrying(() => db.use(accountId, { amount: 3 })).then((use) => later.push(use.record_id)),
      ...(index % 10 === 5 ? [retrying(() => reset(accountId, start))] : []),
    ]);
    expect(await settle(works)).toEqual({ succeeded: 84, failed: {} });
    for (const id of later) await takeBack(accountId, id, after(start, { seconds: 1 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 0 });
  });
});

describe('a use ahead of our clock whose counter is then closed', () => {
  it('is taken back where it was charged, never from the next day’s counter', async () => {
    const db = database();
    const accountId = await db.account();
    const midnight = '2026-03-11T00:00:00.000Z';
    const { record_id: id } = await db.use(
      accountId,
      { amount: 30, occurredAt: after(midnight, { seconds: 60 }) },
      after(midnight, { seconds: -60 }),
    );
    await db.movePlan(accountId, day, after(midnight, { seconds: -30 }));
    const at = after(midnight, { seconds: 30 });
    await db.use(accountId, { amount: 4 }, at);
    await takeBack(accountId, id, after(at, { hours: 1 }));
    expect((await standing(db, accountId)).at(-1)).toEqual([4, 0, 0]);
  });
});
