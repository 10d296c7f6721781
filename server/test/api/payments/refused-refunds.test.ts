import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { signInAdmin } from '../../harness/identity/people.ts';
import type { Opened, Order } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';
import { callbackOf } from '../../stand-ins/callbacks.ts';
import { json } from '../../stand-ins/http.ts';

const shop = useShop();

/** An order of 1,000 credits for 10.00 USD that was paid by Stripe; of somebody new, unless it is said whose. */
async function bought(ofAccount?: string) {
  const { db } = shop();
  const at = new Date().toISOString();
  const accountId = ofAccount ?? (await db.buyer(at));
  const item = await db.package();
  const order = await db.one<Order>('select * from public.create_order($1, $2, p_is_test => true)', [
    accountId,
    JSON.stringify([item]),
  ]);
  const { payment_id: paymentId, reference } = await db.one<Opened>(
    `select * from public.open_payment($1, $2, 'stripe', p_is_test => true)`,
    [accountId, order.id],
  );
  await db.answer(accountId, paymentId, { kind: 'page', checkoutId: `cs_${reference}` }, at);
  await paidAgain(reference, `pi_${reference}`);
  await waitUntil(async () => (await db.order(accountId, order.id)).status === 'paid');
  return { accountId, order, reference };
}

/** What Stripe knows of 10.00 USD that went back whole. */
const whole = { amount: 1000, currency: 'usd' };
const givenBack = (intent: string) => ({
  ...{ id: 're_1', object: 'refund', status: 'succeeded', payment_intent: intent, metadata: {}, ...whole },
});
const intentOf = (intent: string) => ({
  ...{ id: intent, object: 'payment_intent', status: 'succeeded' },
  latest_charge: { id: 'ch_1', object: 'charge', payment_intent: intent, amount_refunded: 1000, ...whole },
});

/** Stripe says that a sum came at this page. */
async function paidAgain(reference: string, moneyId: string): Promise<void> {
  const { path, headers, body } = callbackOf.stripe({
    ...{ reference, moneyId, amountMinor: 1000, currency: 'USD', eventId: randomUUID() },
  });
  await fetch(`${shop().server.url}${path}`, { method: 'POST', headers, body });
}

it('a refund that was sent before has not failed while the provider refuses our key, also to say what it knows', async () => {
  const { db, providers } = shop();
  const { stripe } = providers;
  const { accountId, order, reference } = await bought();

  const asked = () => stripe.received.filter((one) => one.path.endsWith(`/sessions/cs_${reference}`)).length;
  const refundOf = () =>
    db.one<{ state: string }>('select state from public.refunds where account_id = $1', [accountId]);
  // The first try is lost on its way back; then the key is one that Stripe doesn't know any more.
  stripe.spoil = () => 'reset';
  const refund = await db.requestRefund(accountId, order.id, 400, { at: new Date().toISOString() });
  const listed = () => stripe.received.some((one) => one.path === '/v1/refunds');
  await waitUntil(() => Promise.resolve(listed()));
  stripe.spoil = () => ({
    status: 401,
    headers: { 'content-type': 'application/json' },
    body: '{"error":{"type":"invalid_request_error","message":"Invalid API Key provided"}}',
  });
  // The second is taken only if the first has not ended it.
  for (let turn = 1; turn <= 2; turn += 1) {
    await db.rows('update public.refunds set send_at = now() where id = $1', [refund.id]);
    await waitUntil(() => Promise.resolve(asked() >= turn));
  }
  expect(await refundOf()).toEqual({ state: 'requested' });
  // What may be on its way back is not to be spent.
  expect(await db.credits(accountId, new Date().toISOString())).toEqual([600, 0]);
});

describe('money that came twice, and whose refund was refused five times', () => {
  let admin: string;
  beforeAll(async () => {
    admin = await signInAdmin(shop().server);
  });
  const refund = (orderId: string, body: object, what = 'refund') =>
    call(shop().server, 'post', `/admin/orders/${orderId}/${what}`, { token: admin, body });

  it('is given back by an admin who names it, and the goods stay', async () => {
    const { db, providers } = shop();
    const { stripe } = providers;
    const { accountId, order, reference } = await bought();
    const refunds = () => db.refunds(accountId, order.id);
    // Stripe says that it doesn't know this money.
    const moneyId = `pi_twice_${reference}`;
    await paidAgain(reference, moneyId);
    await waitUntil(async () => (await refunds())[0]?.state === 'failed');
    for (let turn = 1; turn < 5; turn += 1) {
      await db.noteRefund(accountId, (await refunds()).at(-1)?.id ?? '', 'failed', {
        at: new Date().toISOString(),
      });
    }
    expect((await refunds()).map(({ state }) => state)).toEqual(Array(5).fill('failed'));

    const surplus = (await db.payments(accountId, order.id)).find(({ role }) => role === 'surplus');
    const paymentId = surplus?.id;
    const preview = await refund(order.id, { paymentId }, 'refund/preview');
    expect(preview.body.data).toMatchObject({ amountMinor: 1000, leftMinor: 0, status: 'paid' });
    expect(preview.body.data.items).toMatchObject([{ takenUnits: 0, newDebt: 0, ends: false }]);
    stripe.spoil = (reply, { method, path }) => {
      if (method === 'POST' && path === '/v1/refunds') return json(givenBack(moneyId));
      return path === `/v1/payment_intents/${moneyId}` ? json(intentOf(moneyId)) : reply;
    };
    expect(await refund(order.id, { paymentId, reason: 'by hand' })).toMatchObject({
      status: 201,
      body: { data: { amountMinor: 1000 } },
    });
    await waitUntil(async () => (await refunds()).at(-1)?.state === 'succeeded');
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid', refunded_minor: 0 });
    expect(await db.credits(accountId, new Date().toISOString())).toEqual([1000, 0]);
    expect(await refund(order.id, { paymentId, reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'refund_exceeds' },
    });
  });

  it('404 for the payment of another order, of anybody', async () => {
    const { db } = shop();
    const one = await bought();
    const others = [await bought(), await bought(one.accountId)];
    const ids = others.map(async ({ accountId, order }) => (await db.payments(accountId, order.id))[0]?.id);
    for (const paymentId of [...(await Promise.all(ids)), randomUUID()]) {
      for (const what of ['refund', 'refund/preview']) {
        const body = { paymentId, ...(what === 'refund' && { reason: 'a test' }) };
        expect(await refund(one.order.id, body, what)).toMatchObject({ status: 404 });
      }
    }
    for (const { accountId, order } of [one, ...others]) {
      expect(await db.refunds(accountId, order.id)).toEqual([]);
    }
  });
});
