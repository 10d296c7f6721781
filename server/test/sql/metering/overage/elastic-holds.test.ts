import { describe, expect, it } from '@jest/globals';
import { useElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, retrying, sqlstate, start } from '../../../harness/metering/metering.ts';

const database = useElasticDatabase();
const later = after(start, { seconds: 60 });
/** When holds of five minutes are over. */
const end = after(start, { seconds: 300 });

describe('a hold beyond an elastic quota', () => {
  it('holds both parts, and is refused as a use would be', async () => {
    const db = database();
    const accountId = await db.elasticAccount(6);
    await db.use(accountId, { amount: 8 });
    expect(await sqlstate(db.hold(accountId, 7))).toBe('MSICR');
    expect(await db.hold(accountId, 5)).toMatchObject({ status: 'held', overage: 3, overage_credits: 5 });
    expect(await db.standing(accountId)).toEqual([10, 8, 5, 3, 5]);
    expect(await db.credits(accountId)).toEqual([1, 5]);
    expect(await sqlstate(db.hold(accountId, 1))).toBe('MSICR');
    expect(await db.check(accountId, 1)).toBe('insufficient_credits');
    expect(await db.use(accountId)).toMatchObject({ code: 'insufficient_credits', available_credits: 1 });
    expect(await db.lines(accountId)).toEqual([]);
  });

  it('tells what there is and what it would take', async () => {
    const db = database();
    const accountId = await db.elasticAccount(2);
    const refused = db.hold(accountId, 12);
    await expect(refused).rejects.toMatchObject({ code: 'MSICR', detail: '{"balance": 2, "required": 3}' });
  });

  it.each([
    ['all', null, 13, 'consume 5', [95, 0], [3, 5]],
    ['less', 12, 12, 'consume 3', [97, 0], [2, 3]],
    // Three beyond the quota are held, for five credits; one more is a use of its own.
    ['more', 14, 14, 'consume 7', [93, 0], [4, 7]],
    ['no more than the quota had left', 10, 10, undefined, [100, 0], [0, 0]],
    ['nothing', 0, 0, undefined, [100, 0], [0, 0]],
  ])('is committed with %s of it', async (_, amount, used, line, credits, [units, paid]) => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { id } = await db.hold(accountId, 13);
    const committed = await db.commit(accountId, id, amount, later);
    expect(committed).toMatchObject({ status: 'committed' });
    expect(await db.commit(accountId, id, amount, later)).toEqual(committed);
    expect(await db.standing(accountId)).toEqual([10, used, 0, units, paid]);
    expect(await db.credits(accountId)).toEqual(credits);
    expect(await db.lines(accountId)).toEqual(line === undefined ? [] : [line]);
  });

  it('commits nothing where what goes beyond can not be paid', async () => {
    const db = database();
    const accountId = await db.elasticAccount(6);
    const { id } = await db.hold(accountId, 13);
    const before = await db.fingerprint();
    expect(await sqlstate(db.commit(accountId, id, 14))).toBe('MSICR');
    expect(await db.fingerprint()).toBe(before);
    expect(await db.commit(accountId, id)).toMatchObject({ status: 'committed' });
  });

  it('of what the quota has left is paid where its commit goes beyond', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { id } = await db.hold(accountId, 9);
    expect(await db.credits(accountId)).toEqual([100, 0]);
    const { record_id: recordId } = await db.commit(accountId, id, 12);
    expect(await db.lines(accountId)).toEqual(['consume 3']);
    expect(
      await db.one('select record_id, units, credits from public.usage_payments where account_id = $1', [
        accountId,
      ]),
    ).toEqual({ record_id: recordId, units: 2, credits: 3 });
    expect(await db.alerts(accountId)).toContain('calls 101 overage_started');
  });

  it('at a price that changes meanwhile costs what it did when it was held', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { id } = await db.hold(accountId, 14);
    await db.movePlan(accountId, {
      calls: { quota: 10, overage: 'credits', overageRate: { credits: 10, per: 1 } },
    });
    await db.commit(accountId, id, 12);
    expect(await db.lines(accountId)).toEqual(['consume 3']);
  });

  it('is released with its credits', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { id } = await db.hold(accountId, 13);
    await db.release(accountId, id);
    await db.release(accountId, id);
    expect(await db.standing(accountId)).toEqual([10, 0, 0, 0, 0]);
    expect(await db.credits(accountId)).toEqual([100, 0]);
    expect(await db.alerts(accountId)).toEqual([]);
  });

  it.each(['the counter', 'the credits', 'a sweeper', 'nobody'])(
    'ends at its instant, whoever has touched it first: %s',
    async (who) => {
      const db = database();
      const accountId = await db.elasticAccount(5);
      const { id } = await db.hold(accountId, 13);
      expect(await db.check(accountId, 13, later)).toBe('insufficient_credits');
      if (who === 'the counter') await db.use(accountId, {}, end);
      if (who === 'the credits') await db.rows('select public.settle_credits($1, $2)', [accountId, end]);
      if (who === 'a sweeper') await db.rows('select public.expire_reservations(100, null, null, $1)', [end]);
      const used = who === 'the counter' ? 1 : 0;
      expect(await db.standing(accountId, end)).toEqual([10, used, 0, 0, 0]);
      expect(await db.check(accountId, 13 - used, end)).toBeNull();
      expect(await sqlstate(db.commit(accountId, id, null, end))).toBe('MSRCL');
      expect(await db.release(accountId, id, end)).toMatchObject({ status: 'expired' });
      expect(await db.use(accountId, { amount: 13 - used }, end)).toMatchObject({
        paid_units: 3,
        paid_credits: 5,
      });
    },
  );

  it('that the credits know to be over is not committed by a clock that is behind', async () => {
    const db = database();
    const accountId = await db.elasticAccount(5);
    const { id } = await db.hold(accountId, 13);
    await db.rows('select public.settle_credits($1, $2)', [accountId, end]);
    expect(await sqlstate(db.commit(accountId, id, null, later))).toBe('MSRCL');
    expect(await db.release(accountId, id, later)).toMatchObject({ status: 'released' });
  });

  it('keeps its credits from a lot that ends before it does', async () => {
    const db = database();
    const accountId = await db.elasticAccount(0);
    await db.grant(accountId, 5, later);
    const { id } = await db.hold(accountId, 13);
    await db.commit(accountId, id, 12, after(later, { seconds: 60 }));
    expect(await db.lines(accountId)).toEqual(['consume 3', 'expire 2']);
  });

  it('commits in its own period after that is over, by what was allowed then', async () => {
    const db = database();
    const on = {
      calls: { quota: 10, resetPeriod: 'daily', overage: 'credits', overageRate: { credits: 3, per: 2 } },
    } as const;
    const accountId = await db.elasticAccount(100, { on });
    const { id } = await db.hold(accountId, 12, start, '2 days');
    const tomorrow = after(start, { hours: 20 });
    await db.commit(accountId, id, 13, tomorrow);
    expect((await db.counters(accountId))[0]).toMatchObject({
      used: 13,
      reserved: 0,
      overage: 3,
      overage_credits: 5,
    });
    expect(await db.use(accountId, { amount: 10 }, tomorrow)).toMatchObject({ paid_credits: null });
  });

  it('ends at exactly what quota and credits grant when many ask at once', async () => {
    const db = database();
    const accountId = await db.elasticAccount(20);
    const use = async () => {
      const [outcome] = await db.rows<{ code: string | null }>(
        'select code from public.record_feature_usage($1, $2, $3)',
        [accountId, '[{"featureCode": "calls"}]', start],
      );
      return outcome?.code;
    };
    const asked = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? sqlstate(retrying(() => db.hold(accountId, 1))) : retrying(use),
    );
    const accepted = (await Promise.all(asked)).filter((code) => code === null || code === undefined);
    // Ten of the quota, and ten at two credits each.
    expect(accepted).toHaveLength(20);
    const [, used, reserved, units, paid] = await db.standing(accountId);
    expect([used + reserved, units, paid]).toEqual([20, 10, 20]);
    expect(await db.check(accountId, 1)).toBe('insufficient_credits');
  });
});
