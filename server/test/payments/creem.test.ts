import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyWebhookSignature } from 'creem/webhooks';
import type { Provider, Verified } from '../../src/payments/provider.ts';
import { createCreem } from '../../src/payments/providers/creem/creem.ts';
import { hmac } from '../../src/payments/signatures.ts';
import { checkoutOf, clock, paymentOf, reference, refundOf } from '../stand-ins/checkout.ts';
import { creemSettings, startCreem, type CreemServer } from '../stand-ins/creem.ts';

let server: CreemServer;
let creem: Provider;
const at = clock().toISOString();
const unix = clock().getTime() / 1_000;
const [newest, older] = creemSettings.webhookSecrets;

/** Sample bodies of Creem's documentation, by event type. */
const samples: Record<string, { object: Record<string, unknown> }> = JSON.parse(
  await readFile(join(import.meta.dirname, 'vectors/creem-samples.json'), 'utf8'),
);

beforeEach(async () => {
  server = await startCreem();
  creem = createCreem({ ...creemSettings, apiBase: server.url }, { clock });
});
afterEach(() => server.stop());

const legacy = (body: string, secret = newest) => ({
  'creem-signature': hmac(secret, [body]).toString('hex'),
});

function standard(body: string, secret = newest, time = unix) {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(time),
    'webhook-signature': `v1,${hmac(key, [`msg_1.${time}.${body}`]).toString('base64')}`,
  };
}

const verify = (body: string, headers: Record<string, string> = legacy(body)) =>
  creem.verify(Buffer.from(body), headers, clock());

function commandsOf(event: object): Verified['commands'] {
  const verified = verify(JSON.stringify(event));
  if ('refused' in verified) throw new Error(verified.refused);
  return verified.commands;
}

const complete = (event: object) => creem.complete({ raw: Buffer.from(JSON.stringify(event)), headers: {} });

async function openPage(changes: Parameters<typeof checkoutOf>[0] = {}): Promise<string> {
  const page = await creem.create(checkoutOf(changes));
  if (page.kind !== 'ok') throw new Error(page.kind);
  return page.value.checkoutId;
}

describe('signatures', () => {
  const body = JSON.stringify({
    id: 'evt_1',
    eventType: 'product.new',
    created_at: 1,
    object: { mode: 'test' },
  });

  it('fit in both forms, by either secret, as the official library sees it too', async () => {
    const now = Math.floor(Date.now() / 1_000);
    for (const headers of [legacy(body), standard(body, newest, now)]) {
      await verifyWebhookSignature(body, headers, newest);
      expect(creem.verify(Buffer.from(body), headers, new Date())).toMatchObject({
        eventId: 'evt_1',
        isTest: true,
      });
    }
    const signers = [newest, older].map((secret) => {
      const verified = verify(body, legacy(body, secret));
      return 'signedBy' in verified && verified.signedBy;
    });
    expect(new Set(signers).size).toBe(2);
    expect(JSON.stringify(signers)).not.toMatch(/false|whsec|older/);
  });

  it.each([
    ['missing', {}, 'missing_signature'],
    ['another’s', legacy(body, 'other'), 'bad_signature'],
    ['of another body', legacy(`${body} `), 'bad_signature'],
    ['another’s in the standard form', standard(body, 'b3RoZXI='), 'bad_signature'],
    [
      'standard, wrong, beside a right legacy one',
      { ...legacy(body), ...standard(`${body} `) },
      'bad_signature',
    ],
    ['of 301 s ago', standard(body, newest, unix - 301), 'out_of_time'],
    ['of 301 s ahead', standard(body, newest, unix + 301), 'out_of_time'],
  ])('that are %s are refused', (_name, headers: Record<string, string>, refused) => {
    expect(verify(body, headers)).toEqual({ refused });
  });

  it('tell by the body whose mode it is, if it tells one', () => {
    const told = (mode?: string) =>
      verify(JSON.stringify({ id: 'evt_1', eventType: 'x', created_at: 1, object: { mode } }));
    expect([told('prod'), told('test'), told()]).toMatchObject([
      { isTest: false },
      { isTest: true },
      { isTest: undefined },
    ]);
  });
});

describe('events', () => {
  it('of the documentation are all readable', () => {
    for (const event of Object.values(samples))
      expect(verify(JSON.stringify(event))).toHaveProperty('eventId');
  });

  it('checkout.completed with its transaction says that it is paid, tax apart', () => {
    const { object, ...rest } = samples['checkout.completed']!;
    const order = { ...Object(object['order']), transaction: 'tran_1', amount_paid: 1_210 };
    expect(commandsOf({ ...rest, object: { ...object, order } })).toEqual([
      {
        type: 'payment_succeeded',
        reference: 'my-request-id',
        providerPaymentId: 'tran_1',
        subscriptionId: 'sub_6pC2lNB6joCRQIZ1aMrTpi',
        amountMinor: 1_000,
        taxMinor: 210,
        currency: 'EUR',
        at: '2024-10-12T11:58:45.927Z',
      },
    ]);
  });

  it('refund.created says the sum of all that went back', () => {
    expect(commandsOf(samples['refund.created']!)).toEqual([
      {
        type: 'refund_changed',
        providerPaymentId: 'tran_5yMaWzAl3jxuGJMCOrYWwk',
        cumulativeMinor: 1_210,
        refunds: [{ providerRefundId: 'ref_3DB9NQFvk18TJwSqd0N6bd', amountMinor: 1_210, state: 'succeeded' }],
        at: '2024-10-12T11:59:11.631Z',
      },
    ]);
  });

  it('dispute.created says what is held', () => {
    expect(commandsOf(samples['dispute.created']!)).toMatchObject([
      {
        type: 'dispute_changed',
        providerPaymentId: 'tran_4Dk8CxWFdceRUQgMFhCCXX',
        amountMinor: 1_331,
        state: 'opened',
      },
    ]);
  });

  it('without a transaction are completed by the order’s first', async () => {
    const id = await openPage();
    server.pay(id, 420);
    const event = {
      id: 'evt_1',
      eventType: 'checkout.completed',
      created_at: clock().getTime(),
      object: server.checkouts.get(id),
    };
    expect(commandsOf(event)).toBeUndefined();
    expect(await complete(event)).toEqual({
      kind: 'ok',
      value: [
        {
          type: 'payment_succeeded',
          reference,
          providerPaymentId: `tran_${id}`,
          amountMinor: 1_999,
          taxMinor: 420,
          currency: 'USD',
          at,
        },
      ],
    });
  });

  it('subscription.paid is completed by its transaction; others by what the subscription is now', async () => {
    const id = await openPage();
    server.pay(id, 420);
    const paid = samples['subscription.paid']!;
    const object = { ...paid.object, last_transaction_id: `tran_${id}`, metadata: { reference } };
    const period = { start: '2024-10-12T11:58:38.000Z', end: '2024-11-12T11:58:38.000Z' };
    expect(await complete({ ...paid, object })).toMatchObject({
      kind: 'ok',
      value: [
        {
          type: 'subscription_paid',
          reference,
          providerPaymentId: `tran_${id}`,
          period,
          amountMinor: 1_999,
          taxMinor: 420,
        },
      ],
    });
    const now = { ...samples['subscription.scheduled_cancel']!.object, mode: 'test' };
    server.subscriptions.set('sub_6pC2lNB6joCRQIZ1aMrTpi', now);
    const update = { ...samples['subscription.update']!, object };
    expect(await complete(update)).toMatchObject({
      value: [{ type: 'subscription_changed', status: 'active', cancelAt: period.end }],
    });
    Object.assign(now, { status: 'canceled' });
    expect(await complete(update)).toMatchObject({ value: [{ type: 'subscription_ended' }] });
  });
});

describe('a page', () => {
  it('is of the product that is set up for what is bought, at the price that was shown', async () => {
    expect(await creem.create(checkoutOf())).toEqual({
      kind: 'ok',
      value: { checkoutId: 'ch_1', url: 'https://creem.io/checkout/ch_1', payUntil: checkoutOf().payUntil },
    });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      request_id: reference,
      product_id: 'prod_pro_month',
      units: 1,
      custom_price: 1_999,
      metadata: { reference },
    });
    const other = [{ name: 'Other', quantity: 1, totalMinor: 1, productKeys: ['other'] }];
    expect(await creem.create(checkoutOf({ items: other }))).toEqual({ kind: 'refused', code: 'not_sold' });
    expect([creem.can.sell(checkoutOf().items), creem.can.sell(other)]).toEqual([true, false]);
  });

  it('is open, paid, refunded or disputed as its transaction is', async () => {
    const id = await openPage();
    const payment = paymentOf({ checkoutId: id });
    expect(await creem.query(payment)).toEqual({ kind: 'ok', value: [] });
    server.pay(id, 420);
    const paid = { type: 'payment_succeeded', providerPaymentId: `tran_${id}`, taxMinor: 420 };
    expect(await creem.query(payment)).toMatchObject({ kind: 'ok', value: [paid] });
    Object.assign(server.transactions.get(`tran_${id}`)!, { status: 'partialRefund', refunded_amount: 300 });
    expect(await creem.query(payment)).toMatchObject({
      value: [paid, { type: 'refund_changed', cumulativeMinor: 300 }],
    });
    Object.assign(server.transactions.get(`tran_${id}`)!, { status: 'chargedBack', refunded_amount: 2_419 });
    expect(await creem.query(payment)).toMatchObject({
      value: [paid, { type: 'dispute_changed', amountMinor: 2_419 }],
    });
  });

  it('is not paid while its money is on its way, nor by what was declined', async () => {
    const id = await openPage();
    server.pay(id);
    const { order } = server.checkouts.get(id)!;
    Object.assign(order!, { status: 'pending', transaction: `tran_${id}` });
    const event = {
      id: 'evt_1',
      eventType: 'checkout.completed',
      created_at: clock().getTime(),
      object: server.checkouts.get(id),
    };
    const payment = paymentOf({ checkoutId: id });
    Object.assign(server.transactions.get(`tran_${id}`)!, { status: 'pending' });
    expect(commandsOf(event)).toBeUndefined();
    const underWay = { kind: 'ok', value: [{ type: 'payment_processing', reference, at }] };
    expect([await complete(event), await creem.query(payment)]).toEqual([underWay, underWay]);
    Object.assign(server.transactions.get(`tran_${id}`)!, { status: 'declined' });
    // The last word, or the order would wait for it for ever.
    const failed = { kind: 'ok', value: [{ type: 'payment_failed', reference, final: true, at }] };
    expect([await complete(event), await creem.query(payment)]).toEqual([failed, failed]);
    Object.assign(server.transactions.get(`tran_${id}`)!, { status: 'paid' });
    expect(await creem.query(payment)).toMatchObject({ value: [{ type: 'payment_succeeded' }] });
  });

  it('is read where the library would not, for a status or a null that it doesn’t list', async () => {
    const id = await openPage();
    server.pay(id);
    Object.assign(server.checkouts.get(id)!, { mode: 'local', subscription: null });
    expect(await creem.query(paymentOf({ checkoutId: id }))).toMatchObject({
      kind: 'ok',
      value: [{ type: 'payment_succeeded' }],
    });
  });

  it('can’t be closed', async () => {
    expect(await creem.close(paymentOf({ checkoutId: await openPage() }))).toMatchObject({ kind: 'unknown' });
    expect(creem.can.close).toBe(false);
  });
});

describe('a refund', () => {
  it('is of the whole, and made once', async () => {
    const id = await openPage();
    server.pay(id, 420);
    const asked = refundOf({ providerPaymentId: `tran_${id}`, amountMinor: 2_419, receivedMinor: 2_419 });
    const made = { kind: 'ok', value: { state: 'succeeded', cumulativeMinor: 2_419 } };
    expect(await creem.refund(asked)).toEqual(made);
    expect(await creem.refund(asked)).toEqual(made);
    expect(server.received.filter(({ path }) => path === '/v1/refunds')).toHaveLength(1);
    expect(await creem.refund({ ...asked, keptMinor: 1 })).toEqual({
      kind: 'refused',
      code: 'refund_whole_only',
    });
  });
});
