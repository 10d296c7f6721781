import { describe, expect, it } from '@jest/globals';
import type { SandboxEvent } from '../../src/payments/providers/sandbox/events.ts';
import { openPage, sealPage } from '../../src/payments/providers/sandbox/page.ts';
import { createSandbox } from '../../src/payments/providers/sandbox/sandbox.ts';
import { signCallback } from '../../src/payments/providers/sandbox/signature.ts';
import { checkoutOf, clock, paymentOf, reference, refundOf } from '../stand-ins/checkout.ts';

const secret = 'a secret of the sandbox';
const sandbox = createSandbox(secret, { clock });
const at = clock().toISOString();

const event: SandboxEvent = {
  id: 'evt_1',
  type: 'payment.succeeded',
  createdAt: at,
  reference,
  paymentId: `sandbox_${reference}_2`,
  amountMinor: 1_999,
  currency: 'USD',
};

function verify(body: string, signature = signCallback(secret, body, clock())) {
  return sandbox.verify(Buffer.from(body), { 'sandbox-signature': signature }, clock());
}

async function openAddress() {
  const page = await sandbox.create(checkoutOf());
  return new URL(page.kind === 'ok' ? (page.value.url ?? '') : '');
}

describe('the page', () => {
  it('is all in its address, the same each time', async () => {
    const address = await openAddress();
    expect(`${address.origin}${address.pathname}`).toBe('https://shop.example/api/pay/sandbox');
    expect((await openAddress()).href).toBe(address.href);
    const { successUrl, cancelUrl, callbackUrl } = checkoutOf();
    expect(openPage(secret, address.searchParams.get('page')!)).toEqual({
      reference,
      amountMinor: 1_999,
      currency: 'USD',
      items: [{ name: 'Pro', quantity: 1 }],
      payUntil: '2026-11-28T08:31:00.000Z',
      successUrl,
      cancelUrl,
      callbackUrl,
    });
  });

  it('is opened only as it was sealed', async () => {
    const text = (await openAddress()).searchParams.get('page')!;
    const page = openPage(secret, text)!;
    const [cheaper = ''] = sealPage('another secret', { ...page, amountMinor: 1 }).split('.');
    const [, signature = ''] = text.split('.');
    for (const forged of [
      `${cheaper}.${signature}`,
      `${text}.`,
      `${text}A`,
      'x',
      '',
      sealPage('other', page),
    ]) {
      expect(openPage(secret, forged)).toBeUndefined();
    }
  });
});

describe('callbacks', () => {
  it.each([
    [
      event,
      {
        type: 'payment_succeeded',
        reference,
        providerPaymentId: `sandbox_${reference}_2`,
        amountMinor: 1_999,
        taxMinor: 0,
        currency: 'USD',
        at,
      },
    ],
    [
      { ...event, type: 'payment.processing' },
      { type: 'payment_processing', reference, at },
    ],
    [
      { ...event, type: 'payment.failed' },
      { type: 'payment_failed', reference, final: false, at },
    ],
    [
      { ...event, type: 'payment.canceled' },
      { type: 'payment_left', reference, at },
    ],
  ])('of %j say what happened', async (told, command) => {
    const body = JSON.stringify(told);
    expect(verify(body)).toMatchObject({ eventId: 'evt_1', isTest: true, commands: [command] });
    expect(await sandbox.complete({ raw: Buffer.from(body), headers: {} })).toEqual({
      kind: 'ok',
      value: [command],
    });
  });

  it('are refused without a right signature in time', () => {
    const body = JSON.stringify(event);
    const away = (seconds: number) =>
      signCallback(secret, body, new Date(clock().getTime() + seconds * 1_000));
    expect(sandbox.verify(Buffer.from(body), {}, clock())).toEqual({ refused: 'missing_signature' });
    expect(verify(body, signCallback('other', body, clock()))).toEqual({ refused: 'bad_signature' });
    expect(verify(`${body} `, signCallback(secret, body, clock()))).toEqual({ refused: 'bad_signature' });
    expect([verify(body, away(-301)), verify(body, away(301))]).toEqual([
      { refused: 'out_of_time' },
      { refused: 'out_of_time' },
    ]);
    // The seal of a page is no signature of a callback, whatever it seals.
    expect(verify(body, 't=1,v1=')).toEqual({ refused: 'bad_signature' });
  });
});

it('a payment that was to come later has come when it is asked for', async () => {
  expect(await sandbox.query(paymentOf())).toEqual({ kind: 'ok', value: [] });
  expect(await sandbox.query(paymentOf({ state: 'processing' }))).toMatchObject({
    value: [{ type: 'payment_succeeded', providerPaymentId: `sandbox_${reference}_1`, amountMinor: 1_999 }],
  });
});

it('a refund is made at once, the same for the same number', async () => {
  const asked = refundOf({ providerPaymentId: `sandbox_${reference}_1` });
  const made = {
    kind: 'ok',
    value: { state: 'succeeded', providerRefundId: 'sandbox_R20261128ABCDEFGHJKMNPQ' },
  };
  expect([await sandbox.refund(asked), await sandbox.refund(asked)]).toEqual([made, made]);
});
