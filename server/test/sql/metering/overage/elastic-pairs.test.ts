import { describe, expect, it } from '@jest/globals';
import { elastic, useElasticDatabase, type ElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

// Each rule of elastic quotas together with the other rules that it can meet, in both orders.

const database = useElasticDatabase();
const hour = (hours: number) => after(start, { hours });

describe('another quota', () => {
  it('that is raised after credits have paid leaves what was paid on top of it', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 14 });
    await db.movePlan(accountId, { calls: { ...elastic, quota: 20 } });
    // 20 and the 4 that are paid, less 14.
    expect(await db.check(accountId, 10)).toBeNull();
    expect(await db.use(accountId, { amount: 10 })).toMatchObject({ status: 'recorded', paid_credits: null });
    expect(await db.use(accountId, { amount: 1 })).toMatchObject({
      paid_units: 1,
      paid_credits: 2,
      used: 25,
    });
    expect(await db.lines(accountId)).toEqual(['consume 6', 'consume 2']);
  });

  it('that is raised before credits would have to pay is used first', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 10 });
    await db.movePlan(accountId, { calls: { ...elastic, quota: 20 } });
    expect(await db.use(accountId, { amount: 14 })).toMatchObject({ paid_units: 4, used: 24 });
  });

  it('that is lowered below what is used charges credits for new uses only', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 10 });
    await db.movePlan(accountId, { calls: { ...elastic, quota: 5 } });
    expect(await db.check(accountId, 2)).toBeNull();
    expect(await db.use(accountId, { amount: 2 })).toMatchObject({
      paid_units: 2,
      paid_credits: 3,
      used: 12,
    });
  });

  it('by an override that ends in between is judged by what holds then', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.rows(`select public.set_quota_override($1, 'calls', 20, $2, 'why', $3)`, [
      accountId,
      hour(1),
      start,
    ]);
    expect(await db.use(accountId, { amount: 20 })).toMatchObject({ paid_units: null });
    expect(await db.use(accountId, { amount: 2 }, hour(1))).toMatchObject({
      quota: 10,
      paid_units: 2,
      paid_credits: 3,
    });
  });

  it('of another price counts from the next use on', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 12 });
    await db.movePlan(accountId, { calls: { ...elastic, overageRate: { credits: 1, per: 100 } } });
    expect(await db.use(accountId, { amount: 101 })).toMatchObject({ paid_units: 101, paid_credits: 2 });
    expect(await db.lines(accountId)).toEqual(['consume 3', 'consume 2']);
  });
});

describe('a plan that blocks', () => {
  it('refuses more once it has come, and keeps what is paid', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 12 });
    await db.movePlan(accountId, { calls: { quota: 10 } });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.check(accountId, 1)).toBe('quota_exceeded');
    expect(await db.standing(accountId)).toEqual([10, 12, 0, 2, 3]);
    await db.movePlan(accountId, { calls: elastic });
    expect(await db.use(accountId)).toMatchObject({ paid_credits: 2 });
  });

  it.each([
    ['all of it', null, 13, ['consume 5'], [95, 0]],
    ['less', 11, 11, ['consume 2'], [98, 0]],
    ['what the quota had left', 10, 10, [], [100, 0]],
  ])('honours a hold from before: %s', async (_, amount, used, lines, credits) => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { id } = await db.hold(accountId, 13);
    await db.movePlan(accountId, { calls: { quota: 10 } });
    expect(await sqlstate(db.commit(accountId, id, 14))).toBe('MSQEX');
    expect(await db.commit(accountId, id, amount)).toMatchObject({ status: 'committed' });
    expect((await db.standing(accountId)).slice(1, 3)).toEqual([used, 0]);
    expect(await db.lines(accountId)).toEqual(lines);
    expect(await db.credits(accountId)).toEqual(credits);
  });

  it('is not outdone by the policy of a plan that no longer grants the feature', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.rows(`select public.set_quota_override($1, 'calls', 10, null, 'why', $2)`, [accountId, start]);
    await db.movePlan(accountId, { words: {} });
    expect(await db.use(accountId, { amount: 11 })).toMatchObject({ code: 'quota_exceeded' });
    expect(await db.check(accountId, 11)).toBe('quota_exceeded');
  });
});

describe('the consent', () => {
  it('holds from the next use on, whichever way it changes', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const held = await db.hold(accountId, 12);
    await db.consent(accountId, false);
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    expect(await sqlstate(db.hold(accountId, 1))).toBe('MSQEX');
    expect(await sqlstate(db.commit(accountId, held.id, 13))).toBe('MSQEX');
    expect(await db.commit(accountId, held.id)).toMatchObject({ status: 'committed' });
    await db.consent(accountId, true);
    expect(await db.use(accountId)).toMatchObject({ paid_credits: 2 });
  });

  it('that is withdrawn while a batch waits for the credits counts for it', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 10 });
    const other = await db.pool.connect();
    await other.query('begin');
    await other.query(`select public.set_elastic_consent($1, 'calls', false, null, '{}')`, [accountId]);
    const waiting = db.rows<{ code: string }>('select code from public.record_feature_usage($1, $2, $3)', [
      accountId,
      JSON.stringify([{ featureCode: 'calls' }]),
      start,
    ]);
    await db.waitForBlocked();
    await other.query('commit');
    other.release();
    expect(await waiting).toEqual([{ code: 'quota_exceeded' }]);
    expect(await db.lines(accountId)).toEqual([]);
  });

  it('that is repeated changes nothing', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { cap: 5 });
    const before = await db.fingerprint();
    await db.consent(accountId, true, { cap: 5, at: hour(1) });
    expect(await db.fingerprint()).toBe(before);
    await db.consent(accountId, true, { at: hour(1) });
    expect(await db.fingerprint()).not.toBe(before);
  });

  it('limits credits that are held, too, and frees the limit with the hold', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { cap: 6 });
    await db.use(accountId, { amount: 10 });
    const { id } = await db.hold(accountId, 3);
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    await db.release(accountId, id);
    expect(await db.use(accountId, { amount: 4 })).toMatchObject({ paid_credits: 6 });
    // Lowered below what has gone already: nothing more.
    await db.consent(accountId, true, { cap: 5 });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
  });

  it('is refused where the plan does not let credits pay, the feature is missing, or the limit is none', async () => {
    const db = database();
    const accountId = await db.account({ calls: {} });
    expect(await sqlstate(db.consent(accountId, true))).toBe('MSCON');
    await db.consent(accountId, false);
    expect(await sqlstate(db.consent(await db.account({ words: {} }), true))).toBe('MSFNP');
    expect(await sqlstate(db.consent('00000000-0000-7000-8000-000000000000', true))).toBe('MSAUN');
    expect(
      await sqlstate(
        db.rows(`select public.set_elastic_consent($1, 'nothing', true, null, '{}')`, [accountId]),
      ),
    ).toBe('MSFUN');
    const elasticId = await db.elasticAccount(1);
    expect(await sqlstate(db.consent(elasticId, true, { cap: -1 }))).toBe('MSINV');
  });
});

describe('a void', () => {
  it('gives the credits of that use back to their lots, once, and makes room', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 9 });
    const { record_id: paid } = await db.use(accountId, { amount: 4 });
    await db.use(accountId, { amount: 2 });
    await db.void(accountId, paid);
    expect(await db.standing(accountId)).toEqual([10, 11, 0, 2, 3]);
    expect(await db.lines(accountId)).toEqual(['consume 5', 'consume 3', 'return 5']);
    expect(await sqlstate(db.void(accountId, paid))).toBe('MSVOI');
    expect(await db.use(accountId)).toMatchObject({ paid_credits: null, overage: 2 });
  });

  it('or a reset is refused where the balance has no room for them, changing nothing, and goes through once it has', async () => {
    const db = database();
    for (const act of ['void', 'reset'] as const) {
      const accountId = await db.elasticAccount(100);
      const { record_id: paid } = await db.use(accountId, { amount: 14 });
      await db.grant(accountId, Number.MAX_SAFE_INTEGER - 94);
      const back = () => (act === 'void' ? db.void(accountId, paid) : db.reset(accountId));
      expect(await sqlstate(back())).toBe('MSCON');
      expect(await db.standing(accountId)).toEqual([10, 14, 0, 4, 6]);
      expect(await db.credits(accountId)).toEqual([Number.MAX_SAFE_INTEGER, 0]);
      await db.rows(`select from public.consume_credits($1, '[{"amount": 6}]', $2)`, [accountId, start]);
      await back();
      expect(await db.standing(accountId)).toEqual([10, 0, 0, 0, 0]);
      expect(await db.credits(accountId)).toEqual([Number.MAX_SAFE_INTEGER, 0]);
    }
  });

  it('of a use that the quota held leaves what is paid', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: free } = await db.use(accountId, { amount: 9 });
    await db.use(accountId, { amount: 4 });
    await db.void(accountId, free);
    expect(await db.standing(accountId)).toEqual([10, 4, 0, 3, 5]);
    expect(await db.check(accountId, 9)).toBeNull();
    expect(await db.use(accountId, { amount: 9 })).toMatchObject({ paid_credits: null });
    expect(await db.lines(accountId)).toEqual(['consume 5']);
  });

  it.each([
    ['expired before', true],
    ['lives', false],
  ])('brings credits whose lot %s', async (_, isExpired) => {
    const db = database();
    const accountId = await db.elasticAccount(0);
    const lot = await db.grant(accountId, 5, hour(1));
    const { record_id: paid } = await db.use(accountId, { amount: 13 });
    const at = hour(isExpired ? 2 : 0.5);
    await db.void(accountId, paid, at);
    const lots = await db.rows<{ id: string; source: string; remaining: number; expires_at: Date }>(
      'select id, source, remaining, expires_at from public.credit_lots where account_id = $1 and is_open',
      [accountId],
    );
    expect(lots).toEqual([
      isExpired
        ? {
            id: expect.any(String),
            source: 'refund',
            remaining: 5,
            expires_at: new Date(after(at, { days: 7 })),
          }
        : { id: lot, source: 'admin', remaining: 5, expires_at: new Date(hour(1)) },
    ]);
  });

  it.each([
    ['wholly', null, []],
    ['in part', 2, ['return 3']],
  ])('after credits were returned by hand %s gives back what is left', async (_, amount, more) => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: paid } = await db.use(accountId, { amount: 13 });
    await db.rows(
      `select public.return_credits($1, transaction_id, $2, 'goodwill', null, $3)
       from public.usage_payments where account_id = $1`,
      [accountId, amount, start],
    );
    await db.void(accountId, paid);
    expect(await db.lines(accountId)).toEqual(['consume 5', `return ${amount ?? 5}`, ...more]);
  });

  it('of a use whose period is over gives back its credits, and leaves the counter', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: paid } = await db.use(accountId, { amount: 13 });
    await db.void(accountId, paid, after(start, { days: 40 }));
    expect(await db.counter(accountId)).toMatchObject({ used: 13, overage: 3 });
    expect(await db.lines(accountId)).toEqual(['consume 5', 'return 5']);
  });
});

describe('a reset', () => {
  it('gives back the credits of all uses that still count, and no others', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: voided } = await db.use(accountId, { amount: 12 });
    await db.use(accountId, { amount: 4 });
    await db.void(accountId, voided);
    const { id } = await db.hold(accountId, 11);
    expect(await db.standing(accountId)).toEqual([10, 4, 11, 5, 8]);
    await db.reset(accountId);
    expect(await db.standing(accountId)).toEqual([10, 0, 11, 1, 2]);
    expect(await db.lines(accountId)).toEqual(['consume 3', 'consume 6', 'return 3', 'return 6']);
    await db.commit(accountId, id);
    await db.reset(accountId, hour(1));
    expect(await db.credits(accountId, hour(1))).toEqual([100, 0]);
    expect(await db.standing(accountId, hour(1))).toEqual([10, 0, 0, 0, 0]);
  });

  it('before a void leaves nothing to give back', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: paid } = await db.use(accountId, { amount: 12 });
    await db.reset(accountId);
    await db.void(accountId, paid);
    expect(await db.lines(accountId)).toEqual(['consume 3', 'return 3']);
    expect(await db.standing(accountId)).toEqual([10, 0, 0, 0, 0]);
  });

  it('lets the alert be told again', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 11 });
    await db.reset(accountId);
    expect(await db.use(accountId, { amount: 11 })).toMatchObject({ alerts: '80,95,100,101' });
  });
});

describe('a preview', () => {
  it('does not count as over a quota what credits have paid', async () => {
    const db = database();
    const paid = await db.elasticAccount(100);
    const over = await db.account({ calls: {} });
    await db.use(paid, { amount: 14 });
    await db.hold(paid, 2);
    await db.use(over, { amount: 14 });
    const count = (quota: number) =>
      db.rows('select accounts from public.count_over_quota($1, $2, $3, $4, $5)', [
        [paid, over],
        ['calls'],
        [quota],
        ['monthly'],
        start,
      ]);
    expect(await count(10)).toEqual([{ accounts: 1 }]);
    expect(await count(9)).toEqual([{ accounts: 2 }]);
  });
});

describe('somebody who holds the credits', () => {
  async function holding(db: ElasticDatabase, accountId: string) {
    const other = await db.pool.connect();
    await other.query('begin');
    await other.query('select from public.credit_balances where account_id = $1 for update', [accountId]);
    return async () => {
      await other.query('rollback');
      other.release();
    };
  }

  it('keeps only that account waiting, and only where credits would have to pay', async () => {
    const db = database();
    const [held, free, silent] = [
      await db.elasticAccount(10),
      await db.elasticAccount(10),
      await db.account(),
    ];
    await db.record(held, [{ amount: 5 }]);
    const letGo = await holding(db, held);
    try {
      expect(await db.use(held, { amount: 5 })).toMatchObject({ status: 'recorded' });
      const batch = db.rows(
        `select * from public.record_feature_usage_many(
           $1::uuid[], array_fill('calls'::text, '{2}'), '{1,11}', '{null,null}', '{null,null}', '{null,null}', $2
         )`,
        [[held, free], start],
      );
      expect(await sqlstate(batch)).toBe('55P03');
      expect(
        await db.rows('select * from public.held_accounts($1, $2)', [[held, free, silent], start]),
      ).toEqual([{ held_accounts: held }]);
      expect(await db.use(free, { amount: 11 })).toMatchObject({ paid_credits: 2 });
    } finally {
      await letGo();
    }
    expect(await db.use(held, { amount: 1 })).toMatchObject({ paid_credits: 2 });
  });

  it('keeps nobody waiting who has not agreed', async () => {
    const db = database();
    const accountId = await db.account({ calls: elastic });
    const letGo = await holding(db, accountId);
    try {
      expect(await db.use(accountId, { amount: 11 })).toMatchObject({ code: 'quota_exceeded' });
      expect(await db.rows('select * from public.held_accounts($1, $2)', [[accountId], start])).toEqual([]);
    } finally {
      await letGo();
    }
  });
});
