import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { badFields, unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();
const revoke = (body: object) => node().post('/admin/credits/revoke', { reason: 'By mistake', ...body });

describe('an amount', () => {
  it('is taken from the lots that burn next', async () => {
    const accountId = await node().account(0);
    const later = await node().grant(accountId, 10);
    const first = await node().grant(accountId, 10, { priority: 1 });
    const { status, body } = await revoke({ accountId, amount: 12 });
    expect(status).toBe(201);
    expect(body.data).toEqual({ revoked: 12, owed: 0, balance: 8, debt: 0, replayed: false });
    const [line] = await node().transactions(accountId, '&type=revoke');
    expect(line).toMatchObject({ amount: 12, balanceAfter: 8, reason: 'By mistake' });
    expect(line?.lots).toMatchObject([
      { lotId: first, amount: 10 },
      { lotId: later, amount: 2 },
    ]);
  });

  it('of more than can be spent is refused, what is held included, and nothing changes', async () => {
    const accountId = await node().account(20);
    await node().done(node().post('/credits/reservations', { accountId, amount: 15 }));
    expect(await revoke({ accountId, amount: 6 })).toMatchObject({
      status: 402,
      body: { code: 'insufficient_credits', balance: 5, required: 6 },
    });
    expect(await node().balance(accountId)).toMatchObject({ balance: 5, held: 15, debt: 0 });
  });
});

describe('a lot', () => {
  it('is taken back whole: what was spent or is held of it is owed, other lots are left alone', async () => {
    const accountId = await node().account(0);
    await node().grant(accountId, 40);
    const lotId = await node().grant(accountId, 100, { priority: 1 });
    await node().use(accountId, 30);
    await node().done(node().post('/credits/reservations', { accountId, amount: 20 }));
    const { body } = await revoke({ accountId, lotId });
    expect(body.data).toEqual({ revoked: 100, owed: 50, balance: 40, debt: 50, replayed: false });
    expect(await node().transactions(accountId, '&type=revoke')).toMatchObject([
      { amount: 50, owed: true },
      { amount: 50, balanceAfter: 60 },
    ]);
  });

  it('of another account, or of none, is not found', async () => {
    const [accountId, other] = [await node().account(), await node().account(0)];
    const lotId = await node().grant(other, 5);
    expect((await revoke({ accountId, lotId })).status).toBe(404);
    expect((await revoke({ accountId, lotId: unknownId })).status).toBe(404);
    expect(await node().balance(other)).toMatchObject({ balance: 5 });
  });
});

it.each([
  ['both', { amount: 1, lotId: unknownId }],
  ['neither', {}],
])('amount and lot: %s is refused', async (_, more) => {
  const answer = await revoke({ accountId: await node().account(), ...more });
  expect([answer.status, badFields(answer)]).toEqual([422, ['amount']]);
});
