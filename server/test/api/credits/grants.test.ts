import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { createApiKey } from '../../harness/identity/people.ts';
import { badFields, unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();
const grant = (accountId: string, more: object = {}, token = node().apiKey) =>
  node().post('/admin/credits/grant', { accountId, amount: 50, reason: 'Welcome', ...more }, { token });

describe('a grant', () => {
  it('is a lot of its own, in the ledger with who gave it and why, and an audit line', async () => {
    const { account } = await node().person(0);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { status, body } = await grant(account.id, { expiresAt, priority: 7 }, node().admin);
    expect(status).toBe(201);
    expect(body.data).toEqual({
      lotId: expect.any(String),
      transactionId: body.data.lotId,
      amount: 50,
      balance: 50,
      replayed: false,
    });
    expect((await node().balance(account.id)).lots).toMatchObject([
      { id: body.data.lotId, source: 'admin', amount: 50, remaining: 50, priority: 7, expiresAt },
    ]);
    expect(await node().transactions(account.id)).toMatchObject([
      { type: 'grant', amount: 50, balanceAfter: 50, reason: 'Welcome' },
    ]);
    const { body: audit } = await node().get(`/admin/audit?accountId=${account.id}&action=credits.granted`, {
      token: node().admin,
    });
    expect(audit.data).toMatchObject([
      { actor: { kind: 'user' }, reason: 'Welcome', target: body.data.lotId, details: { amount: 50 } },
    ]);
  });

  it('pays first what the account owes', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 100);
    await node().use(accountId, 80);
    await node().done(node().post('/admin/credits/revoke', { accountId, lotId, reason: 'Refunded' }));
    expect(await node().balance(accountId)).toMatchObject({ balance: 0, debt: 80 });
    expect((await grant(accountId)).body.data).toMatchObject({ amount: 50, balance: 0 });
    expect((await grant(accountId)).body.data).toMatchObject({ amount: 50, balance: 20 });
    expect(await node().balance(accountId)).toMatchObject({ balance: 20, debt: 0 });
  });

  it.each([
    ['nothing', { amount: 0 }, ['amount']],
    ['a fraction', { amount: 1.5 }, ['amount']],
    ['less than nothing', { amount: -1 }, ['amount']],
    ['2^53', { amount: 2 ** 53 }, ['amount', 'amount']],
    ['an end that is past', { expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
    ['no reason', { reason: ' ' }, ['reason']],
    ['a priority of 101', { priority: 101 }, ['priority']],
  ])('of %s is refused, and nothing changes', async (_, more, fields) => {
    const accountId = await node().account(10);
    const answer = await grant(accountId, more);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual(fields);
    expect(await node().transactions(accountId)).toHaveLength(1);
  });

  it('is refused where the balance would pass 2^53 - 1', async () => {
    const accountId = await node().account(1);
    const answer = await grant(accountId, { amount: Number.MAX_SAFE_INTEGER });
    expect([answer.status, badFields(answer)]).toEqual([422, ['amount']]);
    expect(await node().balance(accountId)).toMatchObject({ balance: 1 });
  });

  it('to an account that is not there is not found', async () => {
    expect((await grant(unknownId)).status).toBe(404);
  });

  it('is not for people, not even to themselves, nor for keys that only read', async () => {
    const { account, token } = await node().person(0);
    expect((await grant(account.id, {}, token)).status).toBe(403);
    const reader = await createApiKey(node().server, node().admin, ['credits:read', 'accounts:write']);
    expect((await grant(account.id, {}, reader)).status).toBe(403);
    expect(await node().balance(account.id)).toMatchObject({ balance: 0 });
  });
});

describe('accounts with their credits', () => {
  it('are found by name, and tell what each has', async () => {
    const accountId = await node().account(30);
    await node().done(node().post('/credits/reservations', { accountId, amount: 12 }));
    const { body } = await node().get('/admin/credits/accounts?q=customer&limit=1', {
      token: node().admin,
    });
    expect(body.data).toEqual([
      {
        id: accountId,
        name: 'A customer',
        email: null,
        externalId: expect.any(String),
        balance: 18,
        held: 12,
        debt: 0,
      },
    ]);
    expect(body.page.total).toBeGreaterThan(1);
  });

  it('are for keys that may read both: whose credits they are is not told to one that reads credits alone', async () => {
    const { server, admin } = node();
    const list = async (...scopes: Parameters<typeof createApiKey>[2]) => {
      const token = await createApiKey(server, admin, scopes);
      return (await node().get('/admin/credits/accounts?limit=1', { token })).status;
    };
    expect(await list('credits:read')).toBe(403);
    expect(await list('accounts:read')).toBe(403);
    expect(await list('credits:read', 'accounts:read')).toBe(200);
  });
});
