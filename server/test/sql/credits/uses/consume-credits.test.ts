import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const recorded = { status: 'recorded', code: null };
const rejected = (code: string) => ({ status: 'rejected', code });

describe('consume_credits', () => {
  it('burns by priority, then expiry, then age, and says which lot paid how much', async () => {
    const db = database();
    const accountId = await db.account();
    const lot = async (priority: number, days: number | null, seconds: number) => {
      const expiry = days === null ? {} : { expiresAt: after(start, { days }) };
      const granted = await db.grant(
        accountId,
        { amount: 10, priority, ...expiry },
        after(start, { seconds }),
      );
      return granted.lot_id;
    };
    const last = await lot(50, null, 0);
    const fourth = await lot(50, 9, 3);
    const third = await lot(50, 9, 2);
    const second = await lot(50, 1, 4);
    const first = await lot(10, 30, 5);
    const use = await db.use(accountId, 45, after(start, { seconds: 10 }));
    expect(use).toMatchObject({ ...recorded, amount: 45, available: 5, lot_id: null });
    expect(await db.parts(accountId, use.transaction_id)).toEqual([
      [first, 10],
      [second, 10],
      [third, 10],
      [fourth, 10],
      [last, 5],
    ]);
    const next = await db.use(accountId, 5, after(start, { seconds: 10 }));
    expect(next).toMatchObject({ ...recorded, available: 0, lot_id: last });
  });

  it.each([
    ['a lower priority', { priority: 10 }],
    ['an earlier end', { expiresAt: after(start, { days: 1 }) }],
  ])('takes what one lot can pay from that which burns next: of %s, though newer', async (_, sooner) => {
    const db = database();
    const accountId = await db.account({ amount: 10, expiresAt: after(start, { days: 2 }) });
    const { lot_id: next } = await db.grant(
      accountId,
      { amount: 10, ...sooner },
      after(start, { seconds: 1 }),
    );
    expect(await db.use(accountId, 4)).toMatchObject({ ...recorded, lot_id: next });
  });

  it('prices an action by the list, and refuses what has no price, both, neither, or no amount', async () => {
    const db = database();
    await db.price('face_swap', 7);
    const accountId = await db.account(10);
    const outcomes = await db.consume(accountId, [
      { action: 'nonsense' },
      { action: 'face_swap', amount: 7 },
      {},
      { amount: 0 },
      { amount: -3 },
      { action: 'face_swap' },
      { action: 'face_swap' },
      { amount: 3 },
    ]);
    expect(outcomes).toMatchObject([
      rejected('action_unknown'),
      rejected('invalid_input'),
      rejected('invalid_input'),
      rejected('invalid_input'),
      rejected('invalid_input'),
      { ...recorded, amount: 7, available: 3 },
      { ...rejected('insufficient_credits'), amount: 7, available: 3 },
      { ...recorded, amount: 3, available: 0 },
    ]);
    expect(await db.lines(accountId)).toEqual(['grant 10', 'consume 7', 'consume 3']);
  });

  it('refuses more than there is and takes nothing, so that a smaller use still fits', async () => {
    const db = database();
    const accountId = await db.account(10, 10);
    expect(await db.consume(accountId, [{ amount: 15 }, { amount: 6 }, { amount: 5 }])).toMatchObject([
      { ...recorded, available: 5 },
      { ...rejected('insufficient_credits'), amount: 6, available: 5 },
      { ...recorded, available: 0 },
    ]);
  });

  it('refuses an account that is not there', async () => {
    expect(await database().use(randomUUID(), { amount: 1, key: 'a' })).toMatchObject(
      rejected('account_unknown'),
    );
  });

  it('takes nothing from what is held', async () => {
    const db = database();
    const accountId = await db.account(10, 10);
    await db.reserve(accountId, 14);
    expect(await db.use(accountId, 7)).toMatchObject({
      ...rejected('insufficient_credits'),
      amount: 7,
      available: 6,
    });
    expect(await db.use(accountId, 6)).toMatchObject({ ...recorded, available: 0 });
  });

  it('takes expired for expired at the very instant', async () => {
    const db = database();
    const expiresAt = after(start, { hours: 1 });
    const accountId = await db.account({ amount: 10, expiresAt }, 5);
    expect(await db.use(accountId, 1, after(expiresAt, { seconds: -1 }))).toMatchObject({ available: 14 });
    expect(await db.use(accountId, 6, expiresAt)).toMatchObject(rejected('insufficient_credits'));
    expect(await db.use(accountId, 5, expiresAt)).toMatchObject({ ...recorded, available: 0 });
    expect(await db.lines(accountId)).toEqual(['grant 10', 'grant 5', 'consume 1', 'expire 9', 'consume 5']);
  });

  it('by a node whose clock is behind: what has expired stays so', async () => {
    const db = database();
    const expiresAt = after(start, { hours: 1 });
    const accountId = await db.account({ amount: 10, expiresAt });
    await db.use(accountId, 1, expiresAt);
    expect(await db.use(accountId, 1, start)).toMatchObject(rejected('insufficient_credits'));
    expect(await db.lines(accountId)).toEqual(['grant 10', 'expire 10']);
  });
});

describe('a key of a use', () => {
  it('counts once, alone or in a batch, and tells the first answer', async () => {
    const db = database();
    const accountId = await db.account(100);
    const first = await db.use(accountId, { amount: 10, key: 'a', referenceId: 'r' });
    await db.use(accountId, 20);
    const replay = { ...first, status: 'replayed' };
    expect(await db.use(accountId, { amount: 10, key: 'a', referenceId: 'r' })).toEqual(replay);
    const outcomes = await db.consume(accountId, [
      { amount: 1 },
      { amount: 10, key: 'a', referenceId: 'r' },
      { amount: 1000 },
    ]);
    expect(outcomes).toMatchObject([
      { ...recorded, available: 69 },
      { ...replay, ordinal: 2 },
      rejected('insufficient_credits'),
    ]);
    expect(await db.state(accountId)).toEqual([69, 0, 0]);
  });

  it.each([
    { amount: 11, referenceId: 'r' },
    { amount: 10 },
    { amount: 10, referenceId: 'other' },
    { action: 'ten', referenceId: 'r' },
  ])('refuses other content: %o', async (other) => {
    const db = database();
    await db.price('ten', 10);
    const accountId = await db.account(100);
    await db.use(accountId, { amount: 10, key: 'a', referenceId: 'r' });
    expect(await db.use(accountId, { ...other, key: 'a' })).toMatchObject(rejected('idempotency_mismatch'));
    expect(await db.state(accountId)).toEqual([90, 0, 0]);
  });

  it('stands for the action whatever it costs now, even nothing any more', async () => {
    const db = database();
    await db.price('video', 30);
    const accountId = await db.account(100);
    const first = await db.use(accountId, { action: 'video', key: 'a' });
    await db.price('video', 60);
    expect(await db.use(accountId, { action: 'video', key: 'a' })).toEqual({ ...first, status: 'replayed' });
    await db.rows(`delete from public.credit_prices where action = 'video'`);
    expect(await db.use(accountId, { action: 'video', key: 'a' })).toMatchObject({ amount: 30 });
    expect(await db.use(accountId, { amount: 30, key: 'a' })).toMatchObject(rejected('idempotency_mismatch'));
  });

  it.each([
    ['one lot', [110]],
    ['several lots', [10, 100]],
  ])(
    'twice in one batch: the first counts, the second replays it or does not match, of %s',
    async (_, lots) => {
      const db = database();
      const accountId = await db.account(...lots);
      const [first, twin, other, last] = await db.consume(accountId, [
        { amount: 20, key: 'a' },
        { amount: 20, key: 'a' },
        { amount: 21, key: 'a' },
        { amount: 1, key: 'b' },
      ]);
      expect(first).toMatchObject({ ...recorded, available: 90 });
      expect(twin).toEqual({ ...first, ordinal: 2, status: 'replayed' });
      expect(other).toMatchObject(rejected('idempotency_mismatch'));
      expect(last).toMatchObject({ ...recorded, available: 89 });
    },
  );

  it('twice in one batch, once for an action without a price: as if one came after the other', async () => {
    const accountId = await database().account(10);
    const [paid, unpriced] = [
      { amount: 1, key: 'a' },
      { action: 'nonsense', key: 'a' },
    ];
    expect(await database().consume(accountId, [unpriced, paid, unpriced])).toMatchObject([
      rejected('action_unknown'),
      recorded,
      rejected('idempotency_mismatch'),
    ]);
  });

  it('is left free by a refusal', async () => {
    const db = database();
    const accountId = await db.account(10);
    const twice = [
      { amount: 11, key: 'a' },
      { amount: 10, key: 'a' },
    ];
    expect(await db.consume(accountId, twice)).toMatchObject([
      rejected('insufficient_credits'),
      { ...recorded, available: 0 },
    ]);
  });

  it('of an account is none of another’s, nor of a hold', async () => {
    const db = database();
    const accountId = await db.account(100);
    await db.use(accountId, { amount: 10, key: 'a' });
    expect(await db.reserve(accountId, { amount: 10, key: 'a' })).toMatchObject({ is_replay: false });
    await db.reserve(accountId, { amount: 10, key: 'b' });
    expect(await db.use(accountId, { amount: 20, key: 'b' })).toMatchObject(recorded);
    expect(await db.use(await db.account(5), { amount: 5, key: 'a' })).toMatchObject(recorded);
  });

  it('of concurrent twins counts once', async () => {
    const db = database();
    const accountId = await db.account(100);
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => db.use(accountId, { amount: 10, key: 'a' })),
    );
    expect(twins.filter(({ status }) => status === 'recorded')).toHaveLength(1);
    expect(new Set(twins.map((use) => use.transaction_id)).size).toBe(1);
    expect(await db.state(accountId)).toEqual([90, 0, 0]);
  });
});

describe('concurrent clients', () => {
  it('never spend more than there is, to the last credit', async () => {
    const db = database();
    const accountId = await db.account(60, 40);
    const uses = await Promise.all(Array.from({ length: 60 }, () => db.use(accountId, 2)));
    expect(uses.filter(({ status }) => status === 'recorded')).toHaveLength(50);
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
  });
});
