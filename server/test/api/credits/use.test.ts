import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { createApiKey } from '../../harness/identity/people.ts';
import { badFields, unknownId, wordsOf } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();
const useOf = (accountId: string, use: object) => node().post('/credits/use', { accountId, ...use });

describe('201', () => {
  it('spends an amount, and says what is left and which lot paid', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 100);
    const { status, body } = await useOf(accountId, { amount: 30, referenceId: 'job 7' });
    expect(status).toBe(201);
    expect(body.data).toEqual({
      transactionId: expect.any(String),
      amount: 30,
      balance: 70,
      lots: [{ lotId, amount: 30 }],
      replayed: false,
    });
    expect(await node().transactions(accountId, '&type=consume')).toMatchObject([
      { id: body.data.transactionId, amount: 30, balanceAfter: 70, referenceId: 'job 7', action: null },
    ]);
  });

  it('spends what the action costs', async () => {
    await node().price({ video_generation: 12 });
    const accountId = await node().account();
    const { body } = await useOf(accountId, { action: 'video_generation' });
    expect(body.data).toMatchObject({ amount: 12, balance: 88 });
  });

  it('burns lots in their order: priority, expiry, age', async () => {
    const accountId = await node().account(0);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    const last = await node().grant(accountId, 10);
    const third = await node().grant(accountId, 10, { expiresAt: inDays(30) });
    const second = await node().grant(accountId, 10, { expiresAt: inDays(3) });
    const first = await node().grant(accountId, 10, { source: 'daily', expiresAt: inDays(60) });
    const { lots } = await node().use(accountId, 35);
    expect(lots).toEqual([
      { lotId: first, amount: 10 },
      { lotId: second, amount: 10 },
      { lotId: third, amount: 10 },
      { lotId: last, amount: 5 },
    ]);
  });

  it('spends all that is there to the last unit, by many at once, and no more', async () => {
    const accountId = await node().account(40);
    const answers = await Promise.all(Array.from({ length: 60 }, () => useOf(accountId, { amount: 1 })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 40 }, () => 201),
      ...Array.from({ length: 20 }, () => 402),
    ]);
    expect(await node().balance(accountId)).toMatchObject({ balance: 0, held: 0, debt: 0 });
  });

  it('is an admin’s to do as well, by the id of the host application or ours', async () => {
    const accountId = await node().account();
    const { status } = await node().post('/credits/use', { accountId, amount: 1 }, { token: node().admin });
    expect(status).toBe(201);
  });
});

describe('200', () => {
  it.each(['in the header', 'in the body'])(
    'gives the same key the first answer again, also after the price has changed: %s',
    async (where) => {
      const action = `dubbing_${where.at(-1)}`;
      await node().price({ [action]: 5 });
      const accountId = await node().account();
      const key = randomUUID();
      const send = () =>
        node().post(
          '/credits/use',
          { accountId, action, ...(where === 'in the body' ? { idempotencyKey: key } : {}) },
          where === 'in the body' ? {} : { headers: { 'idempotency-key': key } },
        );
      const first = await send();
      await node().price({ [action]: 50 });
      await node().use(accountId, 20);
      const again = await send();
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(again.body.data).toEqual({ ...first.body.data, replayed: true });
      expect(await node().balance(accountId)).toMatchObject({ balance: 75 });
    },
  );

  it('tells the lots of a replay as those of the first', async () => {
    const accountId = await node().account(10);
    await node().grant(accountId, 10);
    const use = { accountId, amount: 15, idempotencyKey: randomUUID() };
    const [first, again] = [await node().post('/credits/use', use), await node().post('/credits/use', use)];
    expect(first.body.data.lots).toHaveLength(2);
    expect(again.body.data).toEqual({ ...first.body.data, replayed: true });
  });

  it('counts a key once, whoever else sends it at the same time', async () => {
    const accountId = await node().account();
    const use = { accountId, amount: 7, idempotencyKey: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => node().post('/credits/use', use)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => String(body.data.transactionId))).size).toBe(1);
    expect(await node().balance(accountId)).toMatchObject({ balance: 93 });
  });
});

describe('402', () => {
  it('says what there is and what it takes, and takes nothing', async () => {
    const accountId = await node().account(10);
    const { status, body } = await useOf(accountId, { amount: 11 });
    expect({ status, ...body }).toMatchObject({
      status: 402,
      code: 'insufficient_credits',
      type: '/api/docs/errors#insufficient_credits',
      detail: 'It takes 11 credits, and 10 can be spent',
      balance: 10,
      required: 11,
    });
    const advice = await fetch(`${node().server.url}/api/docs/errors`);
    expect(await advice.text()).toMatch(/insufficient_credits<\/a>(?:(?!<section).)*GET \/api\/packages/s);
    expect((await useOf(accountId, { amount: 10 })).status).toBe(201);
    const { body: last } = await useOf(accountId, { amount: 1 });
    expect(last).toMatchObject({ detail: 'It takes 1 credit, and 0 can be spent' });
  });

  it('leaves no key: the same request goes once there is enough', async () => {
    const accountId = await node().account(0);
    const use = { amount: 5, idempotencyKey: randomUUID() };
    expect((await useOf(accountId, use)).status).toBe(402);
    await node().grant(accountId, 5);
    expect((await useOf(accountId, use)).status).toBe(201);
  });

  it('counts what is held as not there', async () => {
    const accountId = await node().account(10);
    await node().done(node().post('/credits/reservations', { accountId, amount: 4 }));
    expect(await useOf(accountId, { amount: 7 })).toMatchObject({
      status: 402,
      body: { balance: 6, required: 7 },
    });
  });
});

describe('401 and 403', () => {
  it('asks for a key with credits:write, or an admin: also for an account of one’s own', async () => {
    const { token, account } = await node().person();
    const use = { accountId: account.id, amount: 1 };
    expect((await node().post('/credits/use', use, { token: null })).status).toBe(401);
    expect((await node().post('/credits/use', use, { token })).status).toBe(403);
    const reader = await createApiKey(node().server, node().admin, ['credits:read']);
    expect((await node().post('/credits/use', use, { token: reader })).status).toBe(403);
    expect(await node().balance(account.id)).toMatchObject({ balance: 100 });
  });
});

describe('404', () => {
  it('knows no account that is not there', async () => {
    const answer = await useOf(unknownId, { amount: 1 });
    expect(wordsOf(answer)).toMatchObject({ httpStatus: 404, code: 'not_found' });
    expect((await useOf(`ext:${randomUUID()}`, { amount: 1 })).status).toBe(404);
  });
});

describe('422', () => {
  it.each([
    ['neither an action nor an amount', {}, ['amount']],
    ['both', { action: 'video_generation', amount: 1 }, ['amount']],
    ['nothing', { amount: 0 }, ['amount']],
    ['less than nothing', { amount: -1 }, ['amount']],
    ['a fraction', { amount: 0.5 }, ['amount']],
    ['2^53', { amount: 2 ** 53 }, ['amount', 'amount']],
    ['a number as text', { amount: '1' }, ['amount']],
    ['what is no action', { action: 'Video' }, ['action']],
    ['a field that nobody knows', { amount: 1, price: 1 }, ['']],
  ])('refuses %s', async (_, use, fields) => {
    const accountId = await node().account();
    const answer = await useOf(accountId, use);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(badFields(answer)).toEqual(fields);
    expect(await node().balance(accountId)).toMatchObject({ balance: 100 });
  });

  it('knows no price for an action that is not on the list', async () => {
    const accountId = await node().account();
    expect(await useOf(accountId, { action: 'no_such_action' })).toMatchObject({
      status: 422,
      body: { code: 'action_unknown' },
    });
  });

  it('refuses a key that came with other content, or that differs from the header’s', async () => {
    const accountId = await node().account();
    const idempotencyKey = randomUUID();
    await useOf(accountId, { amount: 1, idempotencyKey });
    for (const other of [{ amount: 2 }, { amount: 1, referenceId: 'x' }]) {
      expect(await useOf(accountId, { ...other, idempotencyKey })).toMatchObject({
        status: 422,
        body: { code: 'idempotency_mismatch' },
      });
    }
    const headers = { 'idempotency-key': 'another' };
    const differing = await node().post(
      '/credits/use',
      { accountId, amount: 1, idempotencyKey },
      { headers },
    );
    expect(badFields(differing)).toEqual(['idempotencyKey']);
  });

  it('takes the same key of another account, or of a hold, for another one', async () => {
    const [one, other] = [await node().account(), await node().account()];
    const idempotencyKey = randomUUID();
    for (const accountId of [one, other]) {
      expect((await useOf(accountId, { amount: 1, idempotencyKey })).status).toBe(201);
      const hold = { accountId, amount: 2, idempotencyKey };
      expect((await node().post('/credits/reservations', hold)).status).toBe(201);
    }
  });
});
