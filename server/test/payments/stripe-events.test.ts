import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Provider, Verified } from '../../src/payments/provider.ts';
import { createStripe } from '../../src/payments/providers/stripe/stripe.ts';
import { checkoutOf, clock, reference, refundOf } from '../stand-ins/checkout.ts';
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

const callbacks = new Stripe('sk_test_51Example').webhooks;

function event(type: string, object: object, changes: object = {}): string {
  return JSON.stringify({
    id: 'evt_1',
    object: 'event',
    created: unix - 5,
    livemode: false,
    type,
    data: { object },
    ...changes,
  });
}

function signed(payload: string, { secret = 'whsec_new', timestamp = unix } = {}) {
  return { 'stripe-signature': callbacks.generateTestHeaderString({ payload, secret, timestamp }) };
}

const verify = (payload: string, headers: Record<string, string> = signed(payload)) =>
  stripe.verify(Buffer.from(payload), headers, clock());

function commandsOf(payload: string): Verified['commands'] {
  const verified = verify(payload);
  if ('refused' in verified) throw new Error(verified.refused);
  return verified.commands;
}

const complete = (payload: string) => stripe.complete({ raw: Buffer.from(payload), headers: {} });

async function openPage(changes: Parameters<typeof checkoutOf>[0] = {}): Promise<string> {
  const page = await stripe.create(checkoutOf(changes));
  if (page.kind !== 'ok') throw new Error(page.kind);
  return page.value.checkoutId;
}

describe('signatures', () => {
  const payload = event('customer.created', { id: 'cus_1' });

  it('are those that the official library makes, by either secret', () => {
    const newest = verify(payload);
    const older = verify(payload, signed(payload, { secret: 'whsec_old' }));
    expect(newest).toMatchObject({ eventId: 'evt_1', isTest: true, commands: [] });
    expect(older).toMatchObject({ eventId: 'evt_1' });
    expect('signedBy' in newest && 'signedBy' in older && newest.signedBy !== older.signedBy).toBe(true);
    expect(JSON.stringify([newest, older])).not.toMatch(/whsec/);
  });

  it('may be one of several in the header, whatever the version of the others', () => {
    const good = signed(payload)['stripe-signature'].split('v1=')[1]!;
    expect(
      verify(payload, { 'stripe-signature': `t=${unix},v0=00,v1=${'0'.repeat(64)},v1=${good}` }),
    ).toMatchObject({ eventId: 'evt_1' });
    expect(verify(payload, { 'stripe-signature': `t=${unix},v0=${good}` })).toEqual({
      refused: 'bad_signature',
    });
  });

  it.each([
    ['missing', {}, 'missing_signature'],
    ['empty', { 'stripe-signature': '' }, 'missing_signature'],
    ['another’s', signed(payload, { secret: 'whsec_other' }), 'bad_signature'],
    ['of another body', signed(`${payload} `), 'bad_signature'],
    ['without a time', { 'stripe-signature': `v1=${'0'.repeat(64)}` }, 'bad_signature'],
    ['of 301 s ago', signed(payload, { timestamp: unix - 301 }), 'out_of_time'],
    ['of 301 s ahead', signed(payload, { timestamp: unix + 301 }), 'out_of_time'],
  ])('that are %s are refused', (_name, headers: Record<string, string>, refused) => {
    expect(verify(payload, headers)).toEqual({ refused });
  });

  it.each([-300, 300])('%d s from now are in time', (seconds) => {
    expect(verify(payload, signed(payload, { timestamp: unix + seconds }))).toMatchObject({
      eventId: 'evt_1',
    });
  });

  it('are of the bytes, whatever the spaces, escapes and order of the body', () => {
    const spaced = ` {"type":"x", "livemode":true,\n "id":"evt_\\u0031", "created":${unix},"data":{"object":{}}} `;
    expect(verify(spaced)).toMatchObject({ eventId: 'evt_1', isTest: false });
  });

  it('don’t make a body readable that is none', () => {
    expect(verify('{"id":"evt_1"')).toEqual({ refused: 'unreadable' });
    expect(verify('{}')).toEqual({ refused: 'unreadable' });
  });
});

describe('events', () => {
  const session = {
    object: 'checkout.session',
    id: 'cs_test_1',
    status: 'complete',
    payment_status: 'paid',
    amount_subtotal: 1_999,
    amount_total: 2_379,
    currency: 'usd',
    client_reference_id: reference,
    payment_intent: 'pi_1',
    subscription: null,
    invoice: null,
  };
  const told = new Date((unix - 5) * 1_000).toISOString();
  const paid = {
    type: 'payment_succeeded',
    reference,
    providerPaymentId: 'pi_1',
    amountMinor: 1_999,
    taxMinor: 380,
    currency: 'USD',
    at: told,
  };

  it.each([
    ['checkout.session.completed', session, [paid]],
    [
      'checkout.session.completed',
      { ...session, payment_status: 'unpaid' },
      [{ type: 'payment_processing', reference, at: told }],
    ],
    ['checkout.session.async_payment_succeeded', session, [paid]],
    [
      'checkout.session.async_payment_failed',
      { ...session, payment_status: 'unpaid' },
      [{ type: 'payment_failed', reference, final: true, at: told }],
    ],
    [
      'checkout.session.expired',
      { ...session, status: 'expired', payment_status: 'unpaid' },
      [{ type: 'payment_expired', reference, at: told }],
    ],
    [
      'checkout.session.completed',
      { ...session, payment_intent: null, invoice: 'in_1', subscription: 'sub_1' },
      [{ ...paid, providerPaymentId: 'in_1', subscriptionId: 'sub_1' }],
    ],
    ['checkout.session.completed', { ...session, invoice: 'in_1' }, [{ ...paid, providerPaymentId: 'in_1' }]],
    // A session of another program: no attempt of ours has its id.
    [
      'checkout.session.completed',
      { ...session, client_reference_id: null },
      [{ ...paid, reference: 'cs_test_1' }],
    ],
    ['payment_intent.succeeded', { id: 'pi_1' }, []],
  ])('%s says what happened', (type, object, commands) => {
    expect(commandsOf(event(type, object))).toEqual(commands);
  });

  it('a first invoice names the attempt that it was paid by', () => {
    const invoice = {
      id: 'in_1',
      amount_paid: 2_379,
      subtotal: 1_999,
      currency: 'usd',
      created: unix,
      parent: { subscription_details: { subscription: 'sub_1', metadata: { reference } } },
      lines: {
        data: [
          { period: { start: unix - 60, end: unix - 60 } },
          { period: { start: unix, end: unix + 86_400 } },
        ],
      },
      status_transitions: { paid_at: unix - 3 },
    };
    expect(commandsOf(event('invoice.paid', invoice))).toEqual([
      {
        type: 'subscription_paid',
        subscriptionId: 'sub_1',
        providerPaymentId: 'in_1',
        reference,
        period: { start: at, end: new Date((unix + 86_400) * 1_000).toISOString() },
        amountMinor: 1_999,
        taxMinor: 380,
        currency: 'USD',
        at: new Date((unix - 3) * 1_000).toISOString(),
      },
    ]);
    expect(commandsOf(event('invoice.paid', { ...invoice, parent: null }))).toEqual([]);
  });

  it('that aren’t what Stripe documents are kept, and say so when they are completed', async () => {
    const broken = event('checkout.session.completed', { ...session, amount_total: '19.99' });
    expect(verify(broken)).toMatchObject({ eventId: 'evt_1', commands: undefined });
    await expect(complete(broken)).rejects.toThrow();
  });

  it('of refunds are told by the invoice where there is one, with the sum of all', async () => {
    const id = await openPage();
    server.pay(id, { invoice: 'in_7' });
    await stripe.refund(refundOf({ providerPaymentId: 'in_7', amountMinor: 500, keptMinor: 1_499 }));
    const payload = event('charge.refunded', {
      id: `ch_${id}`,
      payment_intent: `pi_${id}`,
      amount_refunded: 500,
      currency: 'usd',
    });
    expect(commandsOf(payload)).toBeUndefined();
    expect(await complete(payload)).toEqual({
      kind: 'ok',
      value: [
        {
          type: 'refund_changed',
          providerPaymentId: 'in_7',
          cumulativeMinor: 500,
          refunds: [
            {
              refundNumber: 'R20261128ABCDEFGHJKMNPQ',
              providerRefundId: 're_1',
              amountMinor: 500,
              state: 'succeeded',
            },
          ],
          at,
        },
      ],
    });
  });

  it.each([
    ['warning_needs_response', 'inquiry'],
    ['warning_closed', 'won'],
    ['needs_response', 'opened'],
    ['under_review', 'opened'],
    ['won', 'won'],
    ['lost', 'lost'],
  ])('a dispute that is %s is %s, by the newest that Stripe knows', async (status, state) => {
    const id = await openPage();
    server.pay(id);
    const dispute = { id: 'dp_1', amount: 1_999, currency: 'usd', payment_intent: `pi_${id}`, status };
    server.disputes.push(dispute);
    const payload = event('charge.dispute.created', { ...dispute, status: 'needs_response' });
    expect(await complete(payload)).toEqual({
      kind: 'ok',
      value: [
        {
          type: 'dispute_changed',
          providerPaymentId: `pi_${id}`,
          disputeId: 'dp_1',
          amountMinor: 1_999,
          state,
          at,
        },
      ],
    });
  });

  it('of subscriptions are fetched anew', async () => {
    const items = { data: [{ current_period_start: unix, current_period_end: unix + 86_400 }] };
    const subscription = {
      id: 'sub_1',
      status: 'past_due',
      cancel_at_period_end: true,
      cancel_at: null,
      items,
    };
    server.subscriptions.set('sub_1', subscription);
    const payload = event('customer.subscription.updated', { ...subscription, status: 'active' });
    const end = new Date((unix + 86_400) * 1_000).toISOString();
    expect(await complete(payload)).toEqual({
      kind: 'ok',
      value: [
        {
          type: 'subscription_changed',
          subscriptionId: 'sub_1',
          status: 'past_due',
          period: { start: at, end },
          cancelAt: end,
          at,
        },
      ],
    });
    server.subscriptions.set('sub_1', { ...subscription, status: 'canceled' });
    expect(await complete(payload)).toEqual({
      kind: 'ok',
      value: [{ type: 'subscription_ended', subscriptionId: 'sub_1', at }],
    });
  });
});
