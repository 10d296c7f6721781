import { expect, it } from '@jest/globals';
import type { ProviderName } from '../../../src/payments/provider.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import type { Opened, Order } from '../../harness/orders/orders.ts';
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
