import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { badFields, unknownId, wordsOf } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();

const giveBack = (id: string, body: object = {}, key?: string) =>
  node().post(
    `/credits/transactions/${id}/return`,
    { reason: 'the job failed', ...body },
    { headers: key === undefined ? {} : { 'idempotency-key': key } },
  );

async function used(accountId: string, amount = 30): Promise<string> {
  return (await node().use(accountId, amount)).transactionId;
}

describe('201', () => {
  it('gives a use back to the lots that paid it, and tells who and why', async () => {
    const accountId = await node().account(0);
    const first = await node().grant(accountId, 20);
    const second = await node().grant(accountId, 20);
    const id = await used(accountId);
    const { status, body } = await giveBack(id);
    expect({ status, data: body.data }).toEqual({
      status: 201,
      data: { transactionId: expect.any(String), amount: 30, balance: 40, replayed: false },
    });
    expect(await node().transactions(accountId, '&type=return')).toMatchObject([
      {
        id: body.data.transactionId,
        amount: 30,
        returnsId: id,
        reason: 'the job failed',
        lots: [
          { lotId: second, amount: 10 },
          { lotId: first, amount: 20 },
        ],
      },
    ]);
    const { rows } = await node().server.owner.query<object>(
      'select action, actor_kind, target, reason from public.audit_log where account_id = $1 and action = $2',
      [accountId, 'credits.returned'],
    );
    expect(rows).toEqual([
      {
        action: 'credits.returned',
        actor_kind: 'apiKey',
        target: body.data.transactionId,
        reason: 'the job failed',
      },
    ]);
  });

  it('gives it back in parts, and then the rest', async () => {
    const accountId = await node().account(100);
    const id = await used(accountId);
    expect((await giveBack(id, { amount: 10 })).body.data).toMatchObject({ amount: 10, balance: 80 });
    expect((await giveBack(id)).body.data).toMatchObject({ amount: 20, balance: 100 });
  });
});

describe('200', () => {
  it('counts a key once, and writes one line of audit', async () => {
    const accountId = await node().account(100);
    const id = await used(accountId);
    const first = await giveBack(id, { amount: 10 }, 'k');
    await node().use(accountId, 1);
    const again = await giveBack(id, { amount: 10 }, 'k');
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.data).toMatchObject({
      transactionId: first.body.data.transactionId,
      amount: 10,
      replayed: true,
    });
    expect(await node().balance(accountId)).toMatchObject({ balance: 79 });
    const { rows } = await node().server.owner.query<object>(
      `select from public.audit_log where account_id = $1 and action = 'credits.returned'`,
      [accountId],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('409', () => {
  it('gives back no more than was taken, by however many at once', async () => {
    const accountId = await node().account(100);
    const id = await used(accountId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => giveBack(id, { amount: 10 })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('return_exceeds');
    expect(await node().balance(accountId)).toMatchObject({ balance: 100 });
  });

  it('gives back uses only', async () => {
    const accountId = await node().account(100);
    const [grant] = await node().transactions(accountId);
    expect(await giveBack(String(grant?.id))).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });
});

describe('404', () => {
  it('knows neither what is another’s nor what is not there', async () => {
    const [accountId, other] = [await node().account(), await node().account()];
    const id = await used(accountId);
    const words = [id, unknownId].map(async (one) => wordsOf(await giveBack(one, { accountId: other })));
    expect(await words[0]).toEqual(await words[1]);
    expect((await giveBack(id, { accountId: other })).status).toBe(404);
    expect((await giveBack(id, { accountId })).status).toBe(201);
  });
});

describe('422', () => {
  it('asks for a reason, and for an amount that is one', async () => {
    const id = await used(await node().account());
    expect(badFields(await giveBack(id, { reason: undefined }))).toEqual(['reason']);
    expect(badFields(await giveBack(id, { amount: 0 }))).toEqual(['amount']);
    expect((await giveBack(id, { amount: 1 }, 'm')).status).toBe(201);
    for (const other of [{ amount: 2 }, { amount: 1, reason: 'another' }]) {
      expect(await giveBack(id, other, 'm')).toMatchObject({ body: { code: 'idempotency_mismatch' } });
    }
  });
});
