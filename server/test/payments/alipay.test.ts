import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, Verified } from '../../src/payments/provider.ts';
import { createAlipay } from '../../src/payments/providers/alipay/alipay.ts';
import {
  alipayKeys,
  alipaySettings,
  appKeys,
  olderKeys,
  signedBy,
  startAlipay,
  type AlipayServer,
} from '../stand-ins/alipay.ts';
import { clock, inYuan, paymentOf, reference, yuanCheckoutOf, yuanRefundOf } from '../stand-ins/checkout.ts';
import { isSigned, newKeys } from '../stand-ins/keys.ts';

let server: AlipayServer;
let alipay: Provider;
const at = clock().toISOString();

/** A notification that Alipay itself signed, from the tests of its library. */
const golden: { publicKey: string; form: Record<string, string> } = JSON.parse(
  await readFile(join(import.meta.dirname, 'vectors/alipay-notify.json'), 'utf8'),
);

beforeEach(async () => {
  server = await startAlipay();
  alipay = createAlipay({ ...alipaySettings, apiBase: server.url }, { clock });
});
afterEach(() => server.stop());

const payment = paymentOf(inYuan);
const refund = (changes: Partial<Parameters<typeof yuanRefundOf>[0]> = {}) =>
  yuanRefundOf({ providerPaymentId: `2026112822001${reference}`, ...changes });

const notification = {
  notify_time: '2026-11-28 16:00:02',
  notify_type: 'trade_status_sync',
  notify_id: '2026112800222155959068450559358070',
  app_id: alipaySettings.appId,
  seller_id: alipaySettings.sellerId,
  trade_no: '2026112822001',
  out_trade_no: reference,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '139.00',
  fund_bill_list: '[{"amount":"139.00","fundChannel":"ALIPAYACCOUNT"}]',
  subject: 'Pro + 100 % & mehr',
  passback_params: '',
  gmt_create: '2026-11-28 15:59:20',
  gmt_payment: '2026-11-28 15:59:30',
  sign_type: 'RSA2',
};

const verify = (body: string) => alipay.verify(Buffer.from(body), {}, clock());

function commandsOf(fields: Record<string, string>): Verified['commands'] {
  const verified = verify(server.notify({ ...notification, ...fields }));
  if ('refused' in verified) throw new Error(verified.refused);
  return verified.commands;
}

describe('signatures', () => {
  const real = createAlipay(
    { ...alipaySettings, publicKeys: [golden.publicKey], apiBase: undefined },
    { clock },
  );
  const post = (form: Record<string, string>) =>
    real.verify(Buffer.from(new URLSearchParams(form).toString()), {}, clock());

  it('that Alipay really made fit', () => {
    expect(post(golden.form)).toMatchObject({
      eventId: '2019081500222155624068450559358070',
      occurredAt: '2019-08-15T07:56:24.000Z',
      commands: [
        { type: 'payment_succeeded', amountMinor: 10, providerPaymentId: '2019081522001468450512505578' },
      ],
    });
  });

  it.each(Object.keys(golden.form))('don’t fit when %s is changed by one character, or left out', (field) => {
    const { [field]: value = '', ...rest } = golden.form;
    const changed = value.replace(/.$/u, (last) => (last === '1' ? '2' : '1'));
    // The last character of base64 may carry no bits.
    const others = field === 'sign' ? { ...rest, sign: `A${value.slice(1)}` } : { ...rest, [field]: changed };
    expect(post(others)).toHaveProperty('refused');
    expect(post(rest)).toHaveProperty('refused');
  });

  it('fit by either key, and name which', () => {
    const signers = [alipayKeys, olderKeys].map((keys) => {
      const verified = verify(server.notify(notification, keys));
      expect(verified).toMatchObject({ eventId: notification.notify_id });
      return 'signedBy' in verified && verified.signedBy;
    });
    expect(new Set(signers).size).toBe(2);
    expect(verify(server.notify(notification, newKeys()))).toEqual({ refused: 'bad_signature' });
  });

  it('are refused where they are missing, of another kind, or of a field that comes twice', () => {
    expect(verify('')).toEqual({ refused: 'missing_signature' });
    expect(verify(new URLSearchParams(notification).toString())).toEqual({ refused: 'missing_signature' });
    expect(verify(server.notify({ ...notification, sign_type: 'RSA' }))).toEqual({
      refused: 'bad_signature',
    });
    expect(verify(`${server.notify(notification)}&total_amount=1.00`)).toEqual({ refused: 'unreadable' });
  });

  it('of what is another app’s or seller’s have no effect, and say so', () => {
    expect(verify(server.notify({ ...notification, app_id: '1' }))).toMatchObject({ mismatch: 'wrong_app' });
    expect(verify(server.notify({ ...notification, seller_id: '1' }))).toMatchObject({
      mismatch: 'wrong_seller',
    });
    expect(verify(server.notify(notification))).not.toHaveProperty('mismatch');
  });
});

describe('notifications', () => {
  const paid = {
    type: 'payment_succeeded',
    reference,
    providerPaymentId: '2026112822001',
    amountMinor: 13_900,
    taxMinor: 0,
    currency: 'CNY',
    at: '2026-11-28T07:59:30.000Z',
  };
  const refunded = (cumulativeMinor: number) => ({
    type: 'refund_changed',
    providerPaymentId: '2026112822001',
    cumulativeMinor,
    at: '2026-11-28T08:30:00.000Z',
  });
  const back = { refund_fee: '3.00', gmt_refund: '2026-11-28 16:30:00.123', out_biz_no: 'R1' };

  it.each([
    ['TRADE_SUCCESS pays', {}, [paid]],
    ['WAIT_BUYER_PAY does not', { trade_status: 'WAIT_BUYER_PAY', gmt_payment: '' }, []],
    ['TRADE_SUCCESS of a part that went back pays nothing again', back, [refunded(300)]],
    [
      'TRADE_CLOSED after all went back is a refund',
      { ...back, trade_status: 'TRADE_CLOSED', refund_fee: '139.00' },
      [refunded(13_900)],
    ],
    ['TRADE_FINISHED is the end of refunds', { trade_status: 'TRADE_FINISHED' }, []],
    [
      'TRADE_CLOSED of what nobody paid is an end',
      { trade_status: 'TRADE_CLOSED', gmt_payment: '', gmt_close: '2026-11-28 16:30:00' },
      [{ type: 'payment_expired', reference, at: '2026-11-28T08:30:00.000Z' }],
    ],
  ])('%s', (_name, fields: Record<string, string>, commands) => {
    expect(commandsOf(fields)).toEqual(commands);
  });

  it('whose sum is none are kept, and say so when they are completed', async () => {
    const raw = Buffer.from(server.notify({ ...notification, total_amount: '1e3' }));
    expect(alipay.verify(raw, {}, clock())).toMatchObject({ commands: undefined });
    await expect(alipay.complete({ raw, headers: {} })).rejects.toThrow();
  });

  it('are answered to the letter', () => {
    expect(alipay.reply.accepted).toEqual({ status: 200, contentType: 'text/plain', body: 'success' });
    expect(alipay.reply.refused).toMatchObject({ status: 400, body: 'fail' });
  });
});

describe('a page', () => {
  it('is a code and an address, of yuan as text and of Beijing’s time', async () => {
    const page = await alipay.create(yuanCheckoutOf());
    expect(page).toMatchObject({
      kind: 'ok',
      value: { checkoutId: reference, codeUrl: `https://qr.alipay.com/${reference}` },
    });
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      out_trade_no: reference,
      total_amount: '139.00',
      subject: 'Pro',
      time_expire: '2026-11-28 16:31:00',
      notify_url: yuanCheckoutOf().callbackUrl,
    });
    const address = new URL(page.kind === 'ok' ? (page.value.url ?? '') : '');
    expect(address.origin).toBe(server.url);
    const { sign = '', ...fields } = Object.fromEntries(address.searchParams);
    const text = Object.entries(fields)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    expect(isSigned(appKeys, text, sign)).toBe(true);
    expect(fields).toMatchObject({ timestamp: '2026-11-28 16:00:00', method: 'alipay.trade.page.pay' });
    expect(JSON.parse(fields['biz_content']!)).toMatchObject({
      out_trade_no: reference,
      total_amount: '139.00',
    });
  });

  it('is signed with a key of any of the forms that Alipay’s tool writes', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const bare = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'der' }).toString('base64');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const key of [bare('pkcs1'), bare('pkcs8'), pem]) {
      const provider = createAlipay({ ...alipaySettings, privateKey: key, apiBase: server.url }, { clock });
      // The server knows another key of the app, so that it refuses what is signed well.
      expect(await provider.create(yuanCheckoutOf())).toEqual({ kind: 'refused', code: 'invalid-signature' });
    }
  });

  it('is unpaid before it is scanned, then paid, back in part and back as a whole', async () => {
    expect(await alipay.query(payment)).toEqual({ kind: 'ok', value: [] });
    server.scan(reference, '139.00', 'WAIT_BUYER_PAY');
    expect(await alipay.query(payment)).toEqual({ kind: 'ok', value: [] });
    server.scan(reference, '139.00');
    const paid = {
      type: 'payment_succeeded',
      amountMinor: 13_900,
      currency: 'CNY',
      at: '2026-11-28T07:59:30.000Z',
    };
    expect(await alipay.query(payment)).toMatchObject({ kind: 'ok', value: [paid] });
    await alipay.refund(refund({ amountMinor: 300, refundNumber: 'R1' }));
    expect(await alipay.query({ ...payment, refundNumbers: ['R1', 'R2'] })).toMatchObject({
      value: [
        paid,
        { type: 'refund_changed', refunds: [{ refundNumber: 'R1', amountMinor: 300, state: 'succeeded' }] },
      ],
    });
    await alipay.refund(refund({ amountMinor: 13_600, refundNumber: 'R2' }));
    expect(await alipay.query(payment)).toMatchObject({
      value: [paid, { type: 'refund_changed', cumulativeMinor: 13_900, at }],
    });
  });

  it('is expired when its trade was closed unpaid, and paid when it is past refunds', async () => {
    const trade = server.scan(reference, '139.00', 'WAIT_BUYER_PAY');
    trade.trade_status = 'TRADE_CLOSED';
    expect(await alipay.query(payment)).toEqual({
      kind: 'ok',
      value: [{ type: 'payment_expired', reference, at }],
    });
    server.scan(reference, '139.00', 'TRADE_FINISHED');
    expect(await alipay.query(payment)).toMatchObject({ value: [{ type: 'payment_succeeded' }] });
  });

  it('can be closed once it is scanned; before, its code can still be scanned', async () => {
    expect(await alipay.close(payment)).toEqual({ kind: 'unknown', reason: 'no_trade' });
    server.scan(reference, '139.00', 'WAIT_BUYER_PAY');
    expect(await alipay.close(payment)).toEqual({ kind: 'ok', value: 'closed' });
    expect(await alipay.close(payment)).toEqual({ kind: 'ok', value: 'closed' });
    server.scan(reference, '139.00');
    expect(await alipay.close(payment)).toEqual({ kind: 'ok', value: 'paid' });
  });

  it('is CNY only, within Alipay’s bounds', () => {
    const { charge } = alipay.can;
    expect([charge(1, 'CNY'), charge(1, 'USD'), charge(0, 'CNY'), charge(10_000_000_001, 'CNY')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a refund', () => {
  it('of the same number is one, and the sum of all is told', async () => {
    server.scan(reference, '139.00');
    const first = refund({ amountMinor: 300, refundNumber: 'R1' });
    const made = { kind: 'ok', value: { state: 'succeeded', providerRefundId: 'R1', cumulativeMinor: 300 } };
    expect(await alipay.refund(first)).toEqual(made);
    expect(await alipay.refund(first)).toEqual(made);
    expect(await alipay.refund(refund({ amountMinor: 400, refundNumber: 'R2' }))).toMatchObject({
      value: { cumulativeMinor: 700 },
    });
    expect(await alipay.refund(refund({ refundNumber: 'R3' }))).toEqual({
      kind: 'refused',
      code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
    });
  });

  it('whose money hasn’t moved yet is pending', async () => {
    server.scan(reference, '139.00').refunds.set('R1', 300);
    server.spoil = (reply, { path }) =>
      path.endsWith('/refund/query') ? signedBy(alipayKeys, '{"out_request_no":"R1"}') : reply;
    expect(await alipay.refund(refund({ amountMinor: 300, refundNumber: 'R1' }))).toMatchObject({
      value: { state: 'pending' },
    });
  });
});

describe('answers', () => {
  it('signed by the older key are believed while keys rotate', async () => {
    server.signer = olderKeys;
    server.scan(reference, '139.00');
    expect(await alipay.query(payment)).toMatchObject({ kind: 'ok', value: [{ type: 'payment_succeeded' }] });
  });

  it('signed by nobody of Alipay, or not at all, are unknown', async () => {
    server.scan(reference, '139.00');
    server.signer = newKeys();
    expect(await alipay.query(payment)).toMatchObject({ kind: 'unknown' });
    server.spoil = ({ body }) => ({ status: 200, body });
    expect(await alipay.query(payment)).toMatchObject({ kind: 'unknown' });
    expect(await alipay.create(yuanCheckoutOf())).toMatchObject({ kind: 'unknown' });
  });

  it('that Alipay is in trouble are unknown', async () => {
    server.spoil = () => ({ status: 400, body: '{"code":"ACQ.SYSTEM_ERROR","message":"?"}' });
    expect(await alipay.create(yuanCheckoutOf())).toMatchObject({ kind: 'unknown' });
    expect(await alipay.refund(refund())).toMatchObject({ kind: 'unknown' });
  });
});
