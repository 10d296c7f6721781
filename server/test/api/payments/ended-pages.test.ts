import { expect, it } from '@jest/globals';
import { StartedPayment } from '../../../src/payments/checkout/contract.ts';
import type { ProviderName } from '../../../src/payments/provider.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser } from '../../harness/identity/people.ts';
import type { Item, Opened, Order } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';

const shop = useShop();

/** An order that was cancelled while its page is open; the page's reference. */
async function cancelled(provider: ProviderName, currency: string): Promise<string> {
  const { db } = shop();
  const at = new Date().toISOString();
  const accountId = await db.buyer(at);
  const item = await db.package({ prices: [{ amountMinor: 1_000, currency }] });
  const order = await db.one<Order>('select * from public.create_order($1, $2, p_is_test => true)', [
    accountId,
    JSON.stringify([item]),
  ]);
  const { payment_id: paymentId, reference } = await db.one<Opened>(
    'select * from public.open_payment($1, $2, $3, p_is_test => true)',
    [accountId, order.id, provider],
  );
  await db.answer(accountId, paymentId, { kind: 'page', checkoutId: `cs_${reference}`, url: 'x' }, at);
  await db.endOrder(accountId, order.id, 'cancelled', at);
  return reference;
}

const stateOf = async (reference: string) =>
  (
    await shop().db.one<{ state: string }>('select state from public.payments where reference = $1', [
      reference,
    ])
  ).state;

it('pages of ended orders are closed at once, however many wait for a provider that says nothing', async () => {
  const { stripe, wechat } = shop().providers;
  wechat.spoil = () => 'silence';
  const silent: string[] = [];
  for (let count = 0; count < 25; count += 1) silent.push(await cancelled('wechat', 'CNY'));
  const asked = (reference: string) =>
    wechat.received.filter(({ path }) => path.endsWith(`/out-trade-no/${reference}/close`)).length;
  await waitUntil(() => Promise.resolve(silent.some((reference) => asked(reference) > 0)));

  const endedAt = Date.now();
  const reference = await cancelled('stripe', 'USD');
  await waitUntil(() =>
    Promise.resolve(stripe.received.some(({ path }) => path.endsWith(`/sessions/cs_${reference}/expire`))),
  );
  await waitUntil(async () => (await stateOf(reference)) === 'closed');
  // A call that nobody answers takes ten seconds.
  expect(Date.now() - endedAt).toBeLessThan(9_000);
  // Each is asked for once, while it is.
  expect(Math.max(...silent.map(asked))).toBe(1);
});

it('an order that was held while a plan overtook it ends once it is free, and its page with it', async () => {
  const { db, server } = shop();
  const { token, account } = await registerUser(server);
  const start = async (plan: Item, provider: ProviderName) => {
    const { body } = await call(server, 'post', '/payments', {
      token,
      body: { product_id: plan.productId, provider },
    });
    return StartedPayment.parse(body.data);
  };
  const page = await start(await db.planOnSale(), 'stripe');
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('select from public.orders where id = $1 for no key update', [page.order_id]);
    await start(await db.planOnSale({ amountMinor: 0 }), 'sandbox');
    expect(await db.order(account.id, page.order_id)).toMatchObject({ status: 'pending' });
  } finally {
    await client.query('rollback');
    client.release();
  }
  await waitUntil(async () => (await db.order(account.id, page.order_id)).status === 'cancelled');
  await waitUntil(async () => (await stateOf(page.request_id)) === 'closed');
});
