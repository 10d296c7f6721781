import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../src/payments/provider.ts';
import { createStripe } from '../../src/payments/providers/stripe/stripe.ts';
import { checkoutOf, clock, paymentOf, reference, refundOf } from '../stand-ins/checkout.ts';
import { startStripe, stripeSettings, type StripeServer } from '../stand-ins/stripe.ts';

let server: StripeServer;
let stripe: Provider;
const at = clock().toISOString();
const unix = clock().getTime() / 1_000;

beforeEach(async () => {
  server = await startStripe();
  stripe = createStripe({ ...stripeSettings, apiBase: server.url }, { clock });
});
afterEach(() => server.stop());

async function openPage(changes: Parameters<typeof checkoutOf>[0] = {}): Promise<string> {
  const page = await stripe.create(checkoutOf(changes));
  if (page.kind !== 'ok') throw new Error(page.kind);
  return page.value.checkoutId;
}

describe('a page', () => {
  it('is asked for once an attempt, in the words of Stripe', async () => {
    const first = await stripe.create(checkoutOf());
    expect(first).toEqual({
      kind: 'ok',
      value: {
        checkoutId: 'cs_test_1',
        url: 'https://checkout.stripe.com/c/pay/cs_test_1',
        payUntil: checkoutOf().payUntil,
      },
    });
    expect(await stripe.create(checkoutOf())).toEqual(first);
    expect(server.sessions.size).toBe(1);
    const form = Object.fromEntries(new URLSearchParams(server.received[0]!.body));
    expect(form).toMatchObject({
      mode: 'payment',
      client_reference_id: reference,
      expires_at: String(unix + 31 * 60),
      'line_items[0][price_data][unit_amount]': '1999',
      'line_items[0][price_data][currency]': 'usd',
      'payment_intent_data[metadata][reference]': reference,
    });
  });

  it('whose answer is lost is the same when it is asked for again', async () => {
    let lost = 0;
    server.spoil = (reply) => (++lost <= 4 ? 'reset' : reply);
    expect(await stripe.create(checkoutOf())).toMatchObject({ kind: 'unknown' });
    server.spoil = undefined;
    expect(await stripe.create(checkoutOf())).toMatchObject({
      kind: 'ok',
      value: { checkoutId: 'cs_test_1' },
    });
    expect(server.sessions.size).toBe(1);
  });

  it('asked for in other words under the same reference is unknown: something came of the first', async () => {
    await stripe.create(checkoutOf());
    expect(await stripe.create(checkoutOf({ amountMinor: 1 }))).toMatchObject({ kind: 'unknown' });
  });

  it('that Stripe is just making is unknown', async () => {
    const error = { type: 'invalid_request_error', code: 'lock_timeout' };
    server.spoil = () => ({ status: 409, headers: {}, body: JSON.stringify({ error }) });
    expect(await stripe.create(checkoutOf())).toMatchObject({ kind: 'unknown' });
  });

  it('charges the exact sum of the items in every currency’s way', async () => {
    const items = [
      { name: 'Credits', quantity: 3, totalMinor: 1_000, productKeys: [] },
      { name: 'Pro', quantity: 2, totalMinor: 500, productKeys: [] },
    ];
    const id = await openPage({ currency: 'JPY', amountMinor: 1_500, items });
    expect(server.sessions.get(id)).toMatchObject({ amount_total: 1_500, currency: 'jpy' });
    expect(stripe.can.charge(1_505, 'KWD')).toBe(false);
    expect(stripe.can.charge(1_500, 'KWD')).toBe(true);
    const twice = [{ name: 'Credits', quantity: 2, totalMinor: 3_010, productKeys: [] }];
    expect(stripe.can.charge(3_010, 'KWD')).toBe(true);
    const dinars = {
      reference: '20261128ABCDEFGHJKMNPQ02',
      currency: 'KWD',
      amountMinor: 3_010,
      items: twice,
    };
    expect(server.sessions.get(await openPage(dinars))).toMatchObject({
      amount_total: 3_010,
      currency: 'kwd',
    });
  });

  it('is open, processing, paid or expired, as Stripe says', async () => {
    const id = await openPage();
    const payment = paymentOf({ checkoutId: id });
    expect(await stripe.query(payment)).toEqual({ kind: 'ok', value: [] });
    server.pay(id, { unpaid: true });
    expect(await stripe.query(payment)).toEqual({
      kind: 'ok',
      value: [{ type: 'payment_processing', reference, at }],
    });
    server.pay(id, { tax: 380 });
    const paid = {
      type: 'payment_succeeded',
      reference,
      providerPaymentId: `pi_${id}`,
      amountMinor: 1_999,
      taxMinor: 380,
      currency: 'USD',
      at,
    };
    expect(await stripe.query(payment)).toEqual({ kind: 'ok', value: [paid] });
    await stripe.refund(refundOf({ providerPaymentId: `pi_${id}`, amountMinor: 300, keptMinor: 2_079 }));
    expect(await stripe.query(payment)).toMatchObject({
      value: [paid, { type: 'refund_changed', providerPaymentId: `pi_${id}`, cumulativeMinor: 300 }],
    });
    expect(await stripe.query(paymentOf({ checkoutId: id, reference: 'another' }))).toEqual({
      kind: 'unknown',
      reason: 'foreign_answer',
    });
  });

  it('is closed while it is open, and found paid when the buyer was first', async () => {
    const open = await openPage();
    expect(await stripe.close(paymentOf({ checkoutId: open }))).toEqual({ kind: 'ok', value: 'closed' });
    expect(await stripe.close(paymentOf({ checkoutId: open }))).toEqual({ kind: 'ok', value: 'closed' });
    const paid = await openPage({ reference: '20261128ABCDEFGHJKMNPQ02' });
    server.pay(paid);
    expect(await stripe.close(paymentOf({ checkoutId: paid }))).toEqual({ kind: 'ok', value: 'paid' });
    expect(await stripe.close(paymentOf())).toMatchObject({ kind: 'unknown' });
  });
});

describe('a refund', () => {
  it('is made once for its number, also after Stripe has forgotten the request', async () => {
    const id = await openPage();
    server.pay(id);
    const asked = refundOf({ providerPaymentId: `pi_${id}`, amountMinor: 700, keptMinor: 1_299 });
    const made = {
      kind: 'ok',
      value: { state: 'succeeded', providerRefundId: 're_1', cumulativeMinor: 700 },
    };
    expect(await stripe.refund(asked)).toEqual(made);
    const posts = () =>
      server.received.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds');
    expect(await stripe.refund(asked)).toEqual(made);
    expect(posts()).toHaveLength(1);
    expect(posts()[0]!.headers['idempotency-key']).toBe('refund:R20261128ABCDEFGHJKMNPQ');
    expect(server.refunds).toHaveLength(1);
  });

  it('of more than is left is refused', async () => {
    const id = await openPage();
    server.pay(id);
    expect(await stripe.refund(refundOf({ providerPaymentId: `pi_${id}`, amountMinor: 2_000 }))).toEqual({
      kind: 'refused',
      code: 'charge_already_refunded',
    });
  });
});
