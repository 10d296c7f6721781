import { describe, expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe('200', () => {
  it('shows nothing of an account that never had credits', async () => {
    expect(await node().balance(await node().account(0))).toEqual({
      balance: 0,
      held: 0,
      debt: 0,
      expiringSoon: [],
      daily: null,
      lots: [],
      lotsTotal: 0,
    });
  });

  it('shows the lots in the order in which they burn, and what of them ends within 7 days', async () => {
    const accountId = await node().account(0);
    const [soon, later] = [inDays(3), inDays(30)];
    const forever = await node().grant(accountId, 10);
    const long = await node().grant(accountId, 20, { source: 'purchase', expiresAt: later });
    const short = await node().grant(accountId, 40, { source: 'bonus', expiresAt: soon });
    await node().grant(accountId, 5, { source: 'purchase', priority: 60, expiresAt: soon });
    await node().use(accountId, 6);
    const balance = await node().balance(accountId);
    expect(balance).toMatchObject({ balance: 69, held: 0, debt: 0, lotsTotal: 4 });
    expect(balance.lots.slice(0, 3)).toMatchObject([
      { id: short, source: 'bonus', amount: 40, remaining: 34, priority: 50, expiresAt: soon.toISOString() },
      { id: long, source: 'purchase', amount: 20, remaining: 20, expiresAt: later.toISOString() },
      { id: forever, source: 'admin', amount: 10, remaining: 10, expiresAt: null },
    ]);
    expect(balance.lots[3]).toMatchObject({ amount: 5, priority: 60 });
    expect(balance.expiringSoon).toEqual([{ amount: 39, expiresAt: soon.toISOString() }]);
  });

  it('counts what is held beside what can be spent', async () => {
    const accountId = await node().account(100);
    await node().done(node().post('/credits/reservations', { accountId, amount: 30 }));
    expect(await node().balance(accountId)).toMatchObject({
      balance: 70,
      held: 30,
      lots: [{ remaining: 100, held: 30 }],
    });
  });

  it('shows a debt, and the lot that is owed', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 10);
    await node().use(accountId, 8);
    await node().server.ctx.pool.query(
      `select public.revoke_credits(
         p_account_id => $1, p_lot_id => $2, p_amount => 10, p_total => null, p_reason => 'x', p_actor => '{}'
       )`,
      [accountId, lotId],
    );
    expect(await node().balance(accountId)).toMatchObject({
      balance: 0,
      debt: 8,
      lots: [{ id: lotId, remaining: 0, owed: 8 }],
    });
  });

  it('does not count what has ended by now, though nobody has touched the account since', async () => {
    const accountId = await node().account(10);
    const at = new Date(Date.now() + 60_000);
    await node().grant(accountId, 90, { expiresAt: at });
    // As if that minute had passed.
    await node().server.owner.query(
      `with ended as (
         update public.credit_lots set expires_at = now() - interval '1 second'
         where account_id = $1 and amount = 90 returning account_id, expires_at
       )
       update public.credit_balances set due_at = ended.expires_at
       from ended where ended.account_id = credit_balances.account_id`,
      [accountId],
    );
    expect(await node().balance(accountId)).toMatchObject({ balance: 10, lotsTotal: 1 });
    expect(await node().transactions(accountId, '&type=expire')).toEqual([]);
  });

  it('shows a thousand lots at most, and says how many there are', async () => {
    const accountId = await node().account(0);
    await node().server.ctx.pool.query(
      `select public.grant_credits(
         p_account_id => $1, p_amount => 1, p_source => 'bonus', p_source_id => number::text
       ) from generate_series(1, 1001) as number`,
      [accountId],
    );
    const { balance, lots, lotsTotal } = await node().balance(accountId);
    expect({ balance, lotsTotal, shown: lots.length }).toEqual({
      balance: 1001,
      lotsTotal: 1001,
      shown: 1000,
    });
  });

  it('reads many accounts at once, each for itself', async () => {
    const accounts = await Promise.all([10, 20, 0, 40].map((amount) => node().account(amount)));
    const balances = await Promise.all([...accounts, ...accounts].map((id) => node().balance(id)));
    expect(balances.map(({ balance }) => balance)).toEqual([10, 20, 0, 40, 10, 20, 0, 40]);
  });

  it('is one’s own to read', async () => {
    const { token, account } = await node().person(7);
    for (const path of ['/credits/balance', `/credits/balance?accountId=${account.id}`]) {
      expect((await node().get(path, { token })).body.data).toMatchObject({ balance: 7 });
    }
  });
});

describe('404', () => {
  it('knows neither what is another’s nor what is not there', async () => {
    const [{ token }, other] = [await node().person(), await node().account()];
    for (const id of [other, unknownId]) {
      const answer = await node().get(`/credits/balance?accountId=${id}`, { token });
      expect(answer).toMatchObject({ status: 404, body: { detail: 'There is no such account' } });
    }
    expect((await node().get(`/credits/balance?accountId=${unknownId}`)).status).toBe(404);
  });
});

describe('422', () => {
  it('asks a key which account it means', async () => {
    expect(await node().get('/credits/balance')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'accountId' }] },
    });
  });
});
