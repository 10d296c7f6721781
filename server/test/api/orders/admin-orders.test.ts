import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AdminOrder, AdminOrderDetail } from '../../../src/orders/admin/contract.ts';
import { createFeature, createPlan } from '../../harness/catalog/catalog.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { registerUser } from '../../harness/identity/people.ts';
import { badFields, unknownId } from '../../harness/metering/metering-server.ts';
import { disputed, paid } from '../../harness/orders/commands.ts';
import { giveBack, sell, tell } from '../../harness/orders/orders-server.ts';

const node = useCreditsServer();
const admin = () => ({ token: node().admin });

async function listed(query: string): Promise<AdminOrder[]> {
  const { body } = await node().get(`/admin/orders?limit=100&${query}`, admin());
  return z.array(AdminOrder).parse(body.data);
}

const read = async (id: string) =>
  AdminOrderDetail.parse(await node().done(node().get(`/admin/orders/${id}`, admin())));

describe('the list of all orders', () => {
  it('finds by number, address, status, provider, currency, sum and time', async () => {
    const { buyer, orderId } = await sell(node(), { amountMinor: 1_980, currency: 'CNY' });
    const made = await read(orderId);
    const isFound = async (query: string) => (await listed(query)).some(({ id }) => id === orderId);
    const second = (offset: number) => new Date(Date.parse(made.createdAt) + offset).toISOString();
    for (const query of [
      `q=${made.orderNumber.slice(0, 15).toLowerCase()}`,
      `q=${encodeURIComponent(buyer.user.email.slice(0, -2).toUpperCase())}`,
      'status=pending',
      'minMinor=1980&maxMinor=1980',
      'currency=CNY',
      'provider=sandbox',
      `from=${made.createdAt.slice(0, 10)}T00:00:00Z`,
      `from=${second(0)}&to=${second(1)}`,
      'from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.999Z',
    ]) {
      expect({ query, isFound: await isFound(query) }).toEqual({ query, isFound: true });
    }
    for (const query of [
      'q=nobody',
      `q=${encodeURIComponent('%')}`,
      `q=${made.orderNumber.slice(1)}`,
      'status=paid',
      'minMinor=1981',
      'maxMinor=1979',
      'currency=USD',
      'provider=stripe',
      'to=2020-01-01T00:00:00Z',
      `to=${second(0)}`,
      `from=${second(1)}`,
    ]) {
      expect({ query, isFound: await isFound(query) }).toEqual({ query, isFound: false });
    }
  });

  it('shows whose they are and who takes the money, newest first, page by page', async () => {
    const buyer = await registerUser(node().server);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await sell(node(), { buyer })).orderId);
    const q = encodeURIComponent(buyer.user.email);
    const [first, second] = [
      await node().get(`/admin/orders?limit=2&q=${q}`, admin()),
      await node().get(`/admin/orders?limit=2&offset=2&q=${q}`, admin()),
    ];
    expect(first.body.page).toEqual({ limit: 2, offset: 0, total: 3 });
    const shown = z.array(AdminOrder).parse([...first.body.data, ...second.body.data]);
    expect(shown.map(({ id }) => id)).toEqual(ids);
    expect(shown[0]).toMatchObject({
      accountId: buyer.account.id,
      accountName: buyer.account.name,
      accountEmail: buyer.user.email,
      provider: 'sandbox',
    });
  });

  it.each([
    ['q', 'q=%00'],
    ['currency', 'currency=usd'],
    ['status', 'status=lost'],
    ['minMinor', 'minMinor=-1'],
  ])('422 naming %s', async (field, query) => {
    expect(badFields(await node().get(`/admin/orders?${query}`, admin()))).toEqual([field]);
  });
});

describe('one order', () => {
  it('names the provider that was tried last, then the one that took the money', async () => {
    const { buyer, orderId, reference } = await sell(node());
    const { owner } = node().server;
    await owner.query(
      `select public.note_provider_answer(account_id, id, '{"kind": "closed"}')
       from public.payments where order_id = $1`,
      [orderId],
    );
    const other = [buyer.account.id, orderId];
    await owner.query(`select public.open_payment($1, $2, 'stripe', p_is_test => true)`, other);
    expect(await read(orderId)).toMatchObject({ provider: 'stripe', payments: [{}, {}] });
    await tell(node(), paid(reference, { amount_minor: 990, currency: 'USD' }));
    expect((await read(orderId)).provider).toBe('sandbox');
    expect((await listed(`q=${encodeURIComponent(buyer.user.email)}`))[0]?.provider).toBe('sandbox');
  });

  it('tells what it gave, what the provider said, and what went back', async () => {
    const paidAt = new Date().toISOString();
    const sale = await sell(node(), { amountMinor: 1_000, paidAt });
    await giveBack(node(), sale, 300);
    await tell(node(), disputed(sale.moneyId, 'opened', 200));
    const path = `/admin/orders/${sale.orderId}/refund`;
    await node().done(node().post(path, { amountMinor: 100, reason: 'Too slow' }, admin()));

    const order = await read(sale.orderId);
    expect(order).toMatchObject({
      accountEmail: sale.buyer.user.email,
      provider: 'sandbox',
      goodsError: null,
      items: [
        {
          snapshot: { credits: 100, validityDays: 30 },
          goods: { grantedUnits: 100, revokedUnits: 60, subscriptionId: null, endedAt: null },
        },
      ],
      payments: [
        {
          reference: sale.reference,
          isTest: true,
          state: 'succeeded',
          role: 'kept',
          receivedMinor: 1_000,
          refundableMinor: 400,
          providerPaymentId: sale.moneyId,
          paidAt,
        },
      ],
      refunds: [{ cause: 'admin', amountMinor: 100, takesGoods: true, reason: 'Too slow' }],
      disputes: [{ amountMinor: 200, state: 'opened', paymentId: order.payments[0]?.id }],
    });
    expect(order.refunds[0]?.actor).toMatchObject({ kind: 'user' });
    const kinds = order.timeline.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['payment_succeeded', 'item_fulfilled', 'credits_taken']));
    const buyers = await node().done(node().get(`/orders/${sale.orderId}`, { token: sale.buyer.token }));
    expect(JSON.stringify(buyers)).not.toContain(sale.moneyId);
  });

  it('of a plan for life has no end', async () => {
    await createFeature(node().server, node().admin, { code: 'calls' });
    await createPlan(node().server, node().admin, { code: 'free', isDefault: true });
    const plan = await createPlan(node().server, node().admin, {
      code: 'for-life',
      prices: [{ interval: 'lifetime', amountMinor: 9_900, currency: 'USD' }],
      features: [{ code: 'calls', quota: 5, resetPeriod: 'never' }],
    });
    const buyer = await registerUser(node().server);
    const started = await node().done(
      node().post(
        '/payments',
        { product_id: plan.prices[0]?.id, provider: 'sandbox' },
        { token: buyer.token },
      ),
    );
    await tell(node(), paid(started.request_id, { amount_minor: 9_900, currency: 'USD' }));
    const [item] = (await read(started.order_id)).items;
    expect(item).toMatchObject({
      snapshot: { interval: 'lifetime' },
      goods: { subscriptionId: expect.any(String), periodEnd: null },
    });
  });

  it('404 where there is none', async () => {
    expect(await node().get(`/admin/orders/${unknownId}`, admin())).toMatchObject({ status: 404 });
  });
});
