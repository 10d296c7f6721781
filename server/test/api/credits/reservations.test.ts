import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { badFields, unknownId, wordsOf } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();

const reserve = (accountId: string, hold: object) =>
  node().post('/credits/reservations', { accountId, ...hold });
const commit = (id: string, body: object = {}, headers: Record<string, string> = {}) =>
  node().post(`/credits/reservations/${id}/commit`, body, { headers });
const release = (id: string, body: object = {}) => node().post(`/credits/reservations/${id}/release`, body);

async function held(accountId: string, hold: object = { amount: 30 }): Promise<string> {
  return String((await node().done(reserve(accountId, hold))).id);
}

/** As if the hold's time had come, and nobody had looked since. */
async function end(id: string): Promise<void> {
  await node().server.owner.query(
    `with ended as (
       update public.credit_reservations
       set created_at = now() - interval '1 hour', expires_at = now() - interval '1 second'
       where id = $1 returning account_id, expires_at
     )
     update public.credit_balances set due_at = ended.expires_at
     from ended where ended.account_id = credit_balances.account_id`,
    [id],
  );
}

describe('holding', () => {
  it('takes an amount out of what can be spent, for a while', async () => {
    const accountId = await node().account(100);
    const before = Date.now();
    const { status, body } = await reserve(accountId, { amount: 30, ttlSeconds: 60, referenceId: 'video 1' });
    expect(status).toBe(201);
    expect(body.data).toEqual({
      id: expect.any(String),
      status: 'held',
      amount: 30,
      committedAmount: null,
      transactionId: null,
      action: null,
      referenceId: 'video 1',
      expiresAt: expect.any(String),
      balance: 70,
      held: 30,
      replayed: false,
    });
    expect(Date.parse(body.data.expiresAt) - before).toBeGreaterThan(59_000);
    expect(Date.parse(body.data.expiresAt) - before).toBeLessThan(120_000);
    // A hold is no movement.
    expect(await node().transactions(accountId)).toHaveLength(1);
  });

  it('holds what the action costs, and keeps to it whatever the price is at the commit', async () => {
    await node().price({ face_swap: 8 });
    const accountId = await node().account(100);
    const id = await held(accountId, { action: 'face_swap' });
    await node().price({ face_swap: 80 });
    expect((await commit(id)).body.data).toMatchObject({
      committedAmount: 8,
      action: 'face_swap',
      balance: 92,
    });
  });

  it('replays by its key: 200 and the same hold', async () => {
    const accountId = await node().account(100);
    const hold = { amount: 30, idempotencyKey: randomUUID() };
    const [first, again] = [await reserve(accountId, hold), await reserve(accountId, hold)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.data).toEqual({ ...first.body.data, replayed: true });
    expect(await reserve(accountId, { ...hold, amount: 31 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it('is refused with 402 where less is there, with the numbers', async () => {
    const accountId = await node().account(10);
    await held(accountId, { amount: 4 });
    expect(await reserve(accountId, { amount: 7 })).toMatchObject({
      status: 402,
      body: {
        code: 'insufficient_credits',
        detail: 'It takes 7 credits, and 6 can be spent',
        balance: 6,
        required: 7,
      },
    });
    await held(accountId, { amount: 6 });
    expect(await reserve(accountId, { amount: 1 })).toMatchObject({
      body: { detail: 'It takes 1 credit, and 0 can be spent' },
    });
  });

  it('is never more than there is, by however many at once', async () => {
    const accountId = await node().account(10);
    const answers = await Promise.all(Array.from({ length: 15 }, () => reserve(accountId, { amount: 1 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(await node().balance(accountId)).toMatchObject({ balance: 0, held: 10 });
  });

  it('refuses what is no hold', async () => {
    const accountId = await node().account();
    expect(badFields(await reserve(accountId, {}))).toEqual(['amount']);
    expect(badFields(await reserve(accountId, { amount: 1, action: 'face_swap' }))).toEqual(['amount']);
    expect(badFields(await reserve(accountId, { amount: 1, ttlSeconds: 86_401 }))).toEqual(['ttlSeconds']);
    expect((await reserve(accountId, { action: 'unheard_of' })).body.code).toBe('action_unknown');
    expect((await reserve(unknownId, { amount: 1 })).status).toBe(404);
  });
});

describe('committing', () => {
  it('spends all that was held', async () => {
    const accountId = await node().account(100);
    const id = await held(accountId);
    const { status, body } = await commit(id);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: 'committed', committedAmount: 30, balance: 70, held: 0 });
    expect(await node().transactions(accountId, '&type=consume')).toMatchObject([
      { id: body.data.transactionId, amount: 30, reservationId: id, balanceAfter: 70, heldAfter: 0 },
    ]);
  });

  it.each([
    [20, 80],
    [50, 50],
    [0, 100],
  ])('spends what the work really cost, %s, whether less or more', async (amount, balance) => {
    const accountId = await node().account(100);
    const id = await held(accountId);
    expect((await commit(id, { amount })).body.data).toMatchObject({
      status: 'committed',
      committedAmount: amount,
      balance,
      held: 0,
    });
  });

  it('changes nothing where the part above is too much', async () => {
    const accountId = await node().account(40);
    const id = await held(accountId);
    expect(await commit(id, { amount: 41 })).toMatchObject({
      status: 402,
      body: { code: 'insufficient_credits', balance: 10, required: 11 },
    });
    expect(await node().balance(accountId)).toMatchObject({ balance: 10, held: 30 });
    expect((await commit(id)).status).toBe(200);
  });

  it('again gives the same answer, with a key or without; with another amount it is 409', async () => {
    const accountId = await node().account(100);
    const id = await held(accountId);
    const headers = { 'idempotency-key': 'c' };
    const first = await commit(id, { amount: 25 }, headers);
    await node().use(accountId, 5);
    expect((await commit(id, { amount: 25 }, headers)).body.data).toEqual({
      ...first.body.data,
      replayed: true,
    });
    expect((await commit(id, { amount: 25 })).body.data).toMatchObject({ committedAmount: 25, balance: 70 });
    expect(await commit(id, { amount: 24 })).toMatchObject({
      status: 409,
      body: { code: 'reservation_closed' },
    });
  });

  it('is too late once the hold has ended, though nobody has swept it', async () => {
    const accountId = await node().account(100);
    const id = await held(accountId);
    await end(id);
    expect(await commit(id)).toMatchObject({ status: 409, body: { code: 'reservation_closed' } });
    expect(await node().balance(accountId)).toMatchObject({ balance: 100, held: 0 });
    expect((await release(id)).body.data).toMatchObject({ status: 'expired', balance: 100 });
  });
});

describe('releasing', () => {
  it('frees what was held, once and for all', async () => {
    const accountId = await node().account(100);
    const id = await held(accountId);
    for (let count = 0; count < 2; count += 1) {
      expect((await release(id)).body.data).toMatchObject({ status: 'released', balance: 100, held: 0 });
    }
    expect(await commit(id)).toMatchObject({ status: 409, body: { code: 'reservation_closed' } });
  });

  it('is too late after a commit', async () => {
    const id = await held(await node().account(100));
    await commit(id);
    expect(await release(id)).toMatchObject({ status: 409, body: { code: 'reservation_closed' } });
  });
});

describe('what is another’s', () => {
  it('is not found, in the words of what is not there', async () => {
    const [accountId, other] = [await node().account(), await node().account()];
    const id = await held(accountId);
    for (const act of [commit, release]) {
      expect(wordsOf(await act(id, { accountId: other }))).toEqual(
        wordsOf(await act(unknownId, { accountId: other })),
      );
      expect((await act(id, { accountId: other })).status).toBe(404);
    }
    expect((await commit(id, { accountId })).status).toBe(200);
  });
});
