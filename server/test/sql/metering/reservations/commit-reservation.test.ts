import { describe, expect, it } from '@jest/globals';
import { after, settle, sqlstate, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';
import { commit, release, reserve } from '../../../harness/metering/reservations.ts';

const database = useMeteringDatabase();

const expired = after(start, { seconds: 300 });
const unknownId = '00000000-0000-7000-8000-000000000000';

describe('commit_reservation', () => {
  it.each([
    ['what was held', null, 60],
    ['less, and frees the rest', 20, 20],
    ['more, where it fits', 90, 90],
    ['nothing', 0, 0],
  ])('uses %s', async (_, amount, used) => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId, { amount: 60 });
    const committed = await commit(db, accountId, id, amount);
    expect(committed).toMatchObject({ status: 'committed', amount: 60, committed_amount: used });
    expect(await db.counter(accountId)).toMatchObject({ used, reserved: 0 });
    expect(committed.record_id === null).toBe(used === 0);
    const records = await db.records(accountId);
    expect(records.map((record) => [record.id, record.amount, record.reservation_id])).toEqual(
      used === 0 ? [] : [[committed.record_id, used, id]],
    );
  });

  it('refuses more than fits, and the hold stays', async () => {
    const db = database();
    const accountId = await db.account();
    await db.use(accountId, { amount: 30 });
    const { id } = await reserve(db, accountId, { amount: 60 });
    expect(await sqlstate(commit(db, accountId, id, 71))).toBe('MSQEX');
    expect(await db.counter(accountId)).toMatchObject({ used: 30, reserved: 60 });
    expect(await commit(db, accountId, id, 70)).toMatchObject({ committed_amount: 70 });
  });

  it('refuses an amount that the counter could not hold exactly', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: -1 } });
    await db.use(accountId, { amount: 5 });
    const { id } = await reserve(db, accountId);
    expect(await sqlstate(commit(db, accountId, id, Number.MAX_SAFE_INTEGER))).toBe('MSINV');
    expect(await commit(db, accountId, id)).toMatchObject({ committed_amount: 10 });
  });

  it('again with the same amount gives the same answer, with another is refused', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    const first = await commit(db, accountId, id, 7);
    expect(await commit(db, accountId, id, 7)).toEqual(first);
    expect(await sqlstate(commit(db, accountId, id, 8))).toBe('MSRCL');
    expect(await sqlstate(commit(db, accountId, id))).toBe('MSRCL');
    expect(await sqlstate(release(db, accountId, id))).toBe('MSRCL');
    expect(await db.records(accountId)).toHaveLength(1);
  });

  it('of many at once uses once', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    const works = Array.from({ length: 30 }, () => commit(db, accountId, id));
    expect(await settle(works)).toEqual({ succeeded: 30, failed: {} });
    expect(await db.counter(accountId)).toMatchObject({ used: 10, reserved: 0 });
  });

  it('or release: of both at once one wins', async () => {
    const db = database();
    const accountId = await db.account();
    for (let round = 0; round < 5; round += 1) {
      const { id } = await reserve(db, accountId, { amount: 1 });
      const works = Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? commit : release)(db, accountId, id),
      );
      expect(await settle(works)).toEqual({ succeeded: 3, failed: { MSRCL: 3 } });
    }
    expect(await db.counter(accountId)).toMatchObject({ reserved: 0 });
  });

  it('of work that outlives its period counts in the period that was held', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const { id } = await reserve(db, accountId, { ttl: '2 days' });
    const at = after(start, { hours: 40 });
    await commit(db, accountId, id, null, at);
    expect(await db.counter(accountId)).toMatchObject({ used: 10, reserved: 0 });
    expect(await db.records(accountId)).toMatchObject([
      { occurred_at: new Date('2026-03-10T23:59:59.999Z'), created_at: new Date(at) },
    ]);
  });

  it('knows no hold of others, nor one that does not exist', async () => {
    const db = database();
    const { id } = await reserve(db, await db.account());
    const other = await db.account();
    expect(await sqlstate(commit(db, other, id))).toBe('MSNOF');
    expect(await sqlstate(release(db, other, id))).toBe('MSNOF');
    expect(await sqlstate(commit(db, other, unknownId))).toBe('MSNOF');
  });

  it('raises alerts when use crosses a threshold, which holding alone does not', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId, { amount: 96 });
    expect(await db.alerts(accountId)).toEqual([]);
    await commit(db, accountId, id);
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning', 'calls 95 critical']);
  });

  it('goes by its own counter, and leaves the other holds, features and accounts as they are', async () => {
    const db = database();
    const plan = await db.plan({ calls: {}, words: {} });
    const [accountId, other] = [await db.account(plan), await db.account(plan)];
    const counters = () =>
      db.rows<{ of: string; used: number; reserved: number }>(
        `select case account_id when $1 then 'own ' else 'other ' end || feature_code as of, used, reserved
         from public.user_usage where account_id in ($1, $2)`,
        [accountId, other],
      );
    for (const holder of [accountId, other]) {
      await db.record(holder, [{ amount: 70 }, { featureCode: 'words', amount: 3 }]);
      for (const featureCode of ['calls', 'words']) await reserve(db, holder, { featureCode, amount: 20 });
    }
    const before = await counters();
    const { id } = await reserve(db, accountId, { featureCode: 'words', amount: 40 });
    await commit(db, accountId, id, 60);
    const then = before.map((counter) => (counter.of === 'own words' ? { ...counter, used: 63 } : counter));
    expect(await counters()).toEqual(expect.arrayContaining(then));
  });

  it('of a feature that has left the plan uses what was held, and no more', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    await db.movePlan(accountId, { words: {} });
    expect(await sqlstate(commit(db, accountId, id, 11))).toBe('MSFNP');
    expect(await commit(db, accountId, id, 10)).toMatchObject({ committed_amount: 10 });
  });

  it('of a day with whose end the feature has left the plan may use more than was held', async () => {
    const db = database();
    const accountId = await db.account({ calls: { resetPeriod: 'daily' } });
    const { id } = await reserve(db, accountId, { ttl: '1 day' });
    const midnight = '2026-03-11T00:00:00Z';
    await db.movePlan(accountId, { words: {} }, midnight);
    expect(await commit(db, accountId, id, 11, midnight)).toMatchObject({ committed_amount: 11 });
  });

  it('judges what goes beyond the hold by the quota of now', async () => {
    const db = database();
    const accountId = await db.account();
    const set = 'select public.set_quota_override($1, $2, 200, $3, $4, $5)';
    await db.rows(set, [accountId, 'calls', after(start, { seconds: 60 }), 'why', start]);
    const { id } = await reserve(db, accountId, { amount: 60 });
    const at = after(start, { seconds: 61 });
    expect(await sqlstate(commit(db, accountId, id, 101, at))).toBe('MSQEX');
    expect(await commit(db, accountId, id, 100, at)).toMatchObject({ committed_amount: 100 });
  });

  it('beyond the hold may take what another that has expired held', async () => {
    const db = database();
    const accountId = await db.account();
    await reserve(db, accountId, { amount: 50 });
    const { id } = await reserve(db, accountId, { amount: 50, ttl: '1 day' });
    expect(await sqlstate(commit(db, accountId, id, 100))).toBe('MSQEX');
    expect(await commit(db, accountId, id, 100, expired)).toMatchObject({ committed_amount: 100 });
  });
});
