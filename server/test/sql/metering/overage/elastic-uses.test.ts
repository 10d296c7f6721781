import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { elastic, useElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useElasticDatabase();

describe('a use beyond an elastic quota', () => {
  it('is paid from credits for the part that the quota does not have left, rounded up', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    expect(await db.use(accountId, { amount: 8 })).toMatchObject({
      status: 'recorded',
      paid_units: null,
      overage: null,
    });
    // Two fit; three at 3 credits for 2 cost 4.5.
    expect(await db.use(accountId, { amount: 5 })).toMatchObject({
      status: 'recorded',
      code: null,
      quota: 10,
      used: 13,
      overage: 3,
      overage_credits: 5,
      paid_units: 3,
      paid_credits: 5,
    });
    // Rounded for each use: two of one unit cost 4, not 3.
    await db.record(accountId, [{}, {}]);
    expect(await db.standing(accountId)).toEqual([10, 15, 0, 5, 9]);
    expect(await db.credits(accountId)).toEqual([91, 0]);
    expect(await db.lines(accountId)).toEqual(['consume 5', 'consume 2', 'consume 2']);
  });

  it('is told of with later ones, also where a quota that was raised has room for them', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    await db.use(accountId, { amount: 13 });
    await db.rows(`select public.set_quota_override($1, 'calls', 100, null, 'why', $2)`, [accountId, start]);
    expect(await db.use(accountId)).toMatchObject({
      ...{ status: 'recorded', quota: 100, used: 14 },
      ...{ overage: 3, overage_credits: 5, paid_units: null, paid_credits: null },
    });
  });

  it('is named by the line of the ledger that paid it', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100);
    const { record_id: recordId } = await db.use(accountId, { amount: 11 });
    expect(
      await db.one(
        'select type, amount, usage_record_id from public.credit_transactions where type <> $1 and account_id = $2',
        ['grant', accountId],
      ),
    ).toEqual({ type: 'consume', amount: 2, usage_record_id: recordId });
  });

  it('burns lots in their order, several for one use', async () => {
    const db = database();
    const accountId = await db.elasticAccount(0);
    const late = await db.grant(accountId, 10, after(start, { days: 20 }));
    const soon = await db.grant(accountId, 2, after(start, { days: 2 }));
    await db.use(accountId, { amount: 12 });
    expect(
      await db.rows(
        `select part.lot_id, part.amount from public.v_credit_allocations as part
         join public.credit_transactions as line using (account_id, seq)
         where account_id = $1 and type = 'consume' order by ordinal`,
        [accountId],
      ),
    ).toEqual([
      { lot_id: soon, amount: 2 },
      { lot_id: late, amount: 1 },
    ]);
  });

  it.each([
    ['the owner has said nothing', null, {}],
    ['the owner says no', false, {}],
    ['the plan says block', true, { overage: 'block' }],
  ])('is refused where %s', async (_, isEnabled, change) => {
    const db = database();
    const accountId = await db.account({ calls: elastic });
    await db.grant(accountId, 100);
    if (isEnabled !== null) await db.consent(accountId, isEnabled);
    if ('overage' in change) await db.movePlan(accountId, { calls: { quota: 10 } });
    const before = await db.use(accountId, { amount: 10 });
    expect(before).toMatchObject({ status: 'recorded' });
    expect(await db.use(accountId)).toMatchObject({
      status: 'rejected',
      code: 'quota_exceeded',
      paid_credits: null,
    });
    expect(await db.check(accountId, 1)).toBe('quota_exceeded');
    expect(await db.credits(accountId)).toEqual([100, 0]);
  });

  it('takes all or nothing, and says what was lacking', async () => {
    const db = database();
    const accountId = await db.elasticAccount(4);
    await db.use(accountId, { amount: 1 });
    const before = await db.fingerprint();
    expect(await db.use(accountId, { amount: 13, key: 'k' })).toMatchObject({
      status: 'rejected',
      code: 'insufficient_credits',
      paid_credits: 6,
      available_credits: 4,
      used: 1,
      overage: null,
    });
    expect(await db.check(accountId, 13)).toBe('insufficient_credits');
    expect(await db.fingerprint()).toBe(before);
    // The key is free.
    await db.grant(accountId, 2);
    expect(await db.use(accountId, { amount: 13, key: 'k' })).toMatchObject({
      status: 'recorded',
      paid_credits: 6,
    });
    expect(await db.credits(accountId)).toEqual([0, 0]);
  });

  it('stops at the limit that the owner has set for a period, exactly', async () => {
    const db = database();
    const accountId = await db.elasticAccount(100, { cap: 6 });
    expect(await db.check(accountId, 14)).toBeNull();
    expect(await db.check(accountId, 15)).toBe('quota_exceeded');
    expect(await db.use(accountId, { amount: 15 })).toMatchObject({
      code: 'quota_exceeded',
      paid_credits: 8,
      available_credits: 6,
    });
    expect(await db.use(accountId, { amount: 14 })).toMatchObject({ status: 'recorded', paid_credits: 6 });
    expect(await db.use(accountId)).toMatchObject({ code: 'quota_exceeded' });
    // Another period, another six.
    const later = after(start, { days: 31 });
    expect(await db.use(accountId, { amount: 14 }, later)).toMatchObject({
      status: 'recorded',
      paid_credits: 6,
    });
    expect(await db.lines(accountId)).toEqual(['consume 6', 'consume 6']);
  });

  it('pays everything where the quota is none, and nothing where it is unlimited', async () => {
    const db = database();
    const none = await db.elasticAccount(100, { on: { calls: { ...elastic, quota: 0 } } });
    expect(await db.use(none, { amount: 4 })).toMatchObject({
      status: 'recorded',
      paid_units: 4,
      paid_credits: 6,
    });
    const all = await db.elasticAccount(100, { on: { calls: { ...elastic, quota: -1 } } });
    expect(await db.use(all, { amount: 4000 })).toMatchObject({ status: 'recorded', paid_units: null });
  });
});

describe('a batch', () => {
  it('judges events of one account in their order, each by what those before it left', async () => {
    const db = database();
    const accountId = await db.elasticAccount(6);
    const outcomes = await db.record(accountId, [
      { amount: 9 },
      { amount: 4, key: 'a' },
      { amount: 4 },
      { amount: 1 },
      { amount: 4, key: 'a' },
      { amount: 1, key: 'a' },
      { amount: 1 },
    ]);
    expect(outcomes.map(({ status, code, paid_credits: paid }) => [status, code, paid])).toEqual([
      ['recorded', null, null],
      ['recorded', null, 5],
      ['rejected', 'insufficient_credits', 6],
      // A smaller one does not fit either: one credit is left, and it costs two.
      ['rejected', 'insufficient_credits', 2],
      ['replayed', null, 5],
      ['rejected', 'idempotency_mismatch', null],
      ['rejected', 'insufficient_credits', 2],
    ]);
    expect(await db.standing(accountId)).toEqual([10, 13, 0, 3, 5]);
    expect(await db.credits(accountId)).toEqual([1, 0]);
  });

  it('keeps accounts and features apart', async () => {
    const db = database();
    const on = { calls: elastic, words: { ...elastic, quota: 5, overageRate: { credits: 1, per: 100 } } };
    const [rich, poor, plain] = [
      await db.elasticAccount(50, { on }),
      await db.elasticAccount(1, { on }),
      await db.account({ calls: { quota: 10 } }),
    ];
    await db.rows(`select public.set_elastic_consent($1, 'words', true, null, '{}')`, [rich]);
    const outcomes = await db.recordMany([
      { accountId: plain, amount: 11 },
      { accountId: poor, amount: 12 },
      { accountId: rich, amount: 12 },
      { accountId: rich, featureCode: 'words', amount: 6 },
      { accountId: plain, amount: 10 },
      { accountId: poor, amount: 10 },
      { accountId: poor, featureCode: 'words', amount: 6 },
      { accountId: rich, amount: 1 },
    ]);
    expect(outcomes.map(({ code, paid_credits: paid }) => [code, paid])).toEqual([
      ['quota_exceeded', null],
      ['insufficient_credits', 3],
      [null, 3],
      [null, 1],
      [null, null],
      [null, null],
      ['quota_exceeded', null],
      [null, 2],
    ]);
    expect(await db.credits(rich)).toEqual([44, 0]);
    expect(await db.credits(poor)).toEqual([1, 0]);
    expect(await db.lines(plain)).toEqual([]);
  });

  it('replays the first answer, whatever has become of the plan, the price and the credits', async () => {
    const db = database();
    const accountId = await db.elasticAccount(20);
    const first = await db.use(accountId, { amount: 14, key: 'k' });
    await db.use(accountId, { amount: 2 });
    await db.movePlan(accountId, { calls: { quota: 10 } });
    await db.consent(accountId, false);
    const again = await db.use(accountId, { amount: 14, key: 'k' });
    expect(again).toMatchObject({
      status: 'replayed',
      record_id: first.record_id,
      used: 14,
      overage: 4,
      overage_credits: 6,
      paid_units: 4,
      paid_credits: 6,
      alerts: '80,95,100,101',
    });
    expect(await db.use(accountId, { amount: 15, key: 'k' })).toMatchObject({
      code: 'idempotency_mismatch',
      paid_credits: null,
    });
    expect(await db.lines(accountId)).toEqual(['consume 6', 'consume 3']);
  });

  it('pays once where a key was taken for another feature meanwhile and all is judged again', async () => {
    const db = database();
    const on = { calls: elastic, words: {} };
    const accountId = await db.elasticAccount(20, { on });
    // The plain path finds both new; writing finds one key twice.
    const outcomes = await db.recordMany([
      { accountId, amount: 12, key: 'same' },
      { accountId, featureCode: 'words', key: 'same' },
    ]);
    expect(outcomes.map(({ status, code }) => [status, code])).toEqual([
      ['recorded', null],
      ['rejected', 'idempotency_mismatch'],
    ]);
    expect(await db.lines(accountId)).toEqual(['consume 3']);
  });

  it('spends credits that are due to expire no more, and those that come free', async () => {
    const db = database();
    const accountId = await db.elasticAccount(0);
    const end = after(start, { hours: 1 });
    await db.grant(accountId, 100, end);
    await db.use(accountId, { amount: 10 });
    const held = await db.hold(accountId, 2, start, '30 minutes');
    expect(held).toMatchObject({ overage: 2, overage_credits: 3 });
    expect(await db.credits(accountId)).toEqual([97, 3]);
    expect(await db.use(accountId, { amount: 64 }, after(start, { hours: 0.4 }))).toMatchObject({
      paid_credits: 96,
    });
    // The hold is over, nobody has swept it: its three credits pay for two more.
    expect(await db.use(accountId, { amount: 2 }, after(start, { hours: 0.6 }))).toMatchObject({
      paid_credits: 3,
    });
    expect(await db.use(accountId, { amount: 1 }, after(start, { hours: 0.6 }))).toMatchObject({
      code: 'insufficient_credits',
      available_credits: 1,
    });
    expect(await db.use(accountId, { amount: 1 }, end)).toMatchObject({ available_credits: 0 });
  });
});

describe('the alert', () => {
  it('tells once in a period and epoch that credits have begun to pay', async () => {
    const db = database();
    const accountId = await db.elasticAccount(1000);
    expect(await db.use(accountId, { amount: 9 })).toMatchObject({ alerts: '80' });
    expect(await db.use(accountId, { amount: 2, key: randomUUID() })).toMatchObject({ alerts: '95,100,101' });
    expect(await db.use(accountId)).toMatchObject({ alerts: null });
    expect(await db.alerts(accountId)).toEqual([
      'calls 80 warning',
      'calls 95 critical',
      'calls 100 exhausted',
      'calls 101 overage_started',
    ]);
    await db.movePlan(accountId, { calls: { ...elastic, quota: 20 } });
    await db.use(accountId, { amount: 9 });
    expect(await db.use(accountId, { amount: 6 })).toMatchObject({ paid_units: 5, alerts: '100,101' });
  });
});
