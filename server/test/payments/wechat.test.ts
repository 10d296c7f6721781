import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, Verified } from '../../src/payments/provider.ts';
import { createWechat } from '../../src/payments/providers/wechat/wechat.ts';
import { clock, inYuan, paymentOf, reference, yuanCheckoutOf, yuanRefundOf } from '../stand-ins/checkout.ts';
import { newKeys } from '../stand-ins/keys.ts';
import {
  notificationOf,
  platformKeys,
  publicId,
  publicIdKeys,
  serial,
  signedNotification,
  startWechat,
  wechatSettings,
  type WechatServer,
} from '../stand-ins/wechat.ts';

let server: WechatServer;
let wechat: Provider;
const at = clock().toISOString();

/** A notification from the tests of the official SDK, with its certificate and the time at which it was in time. */
const golden: { at: number; certificate: string; headers: Record<string, string>; body: string } = JSON.parse(
  await readFile(join(import.meta.dirname, 'vectors/wechatpay-notify.json'), 'utf8'),
);

beforeEach(async () => {
  server = await startWechat();
  wechat = createWechat({ ...wechatSettings, apiBase: server.url }, { clock });
});
afterEach(() => server.stop());

const payment = paymentOf(inYuan);
const refund = (changes: Partial<Parameters<typeof yuanRefundOf>[0]> = {}) =>
  yuanRefundOf({ providerPaymentId: `4200000${reference}`, ...changes });

const transaction = {
  appid: wechatSettings.appId,
  mchid: wechatSettings.merchantId,
  out_trade_no: reference,
  transaction_id: '4200000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  success_time: '2026-11-28T15:59:30+08:00',
  payer: { openid: 'o1' },
  // A coupon of WeChat's paid the difference.
  amount: { total: 13_900, payer_total: 13_000, currency: 'CNY', payer_currency: 'CNY' },
};
const notifiedRefund = {
  mchid: wechatSettings.merchantId,
  out_trade_no: reference,
  transaction_id: '4200000001',
  out_refund_no: 'R1',
  refund_id: '50300001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-28T16:00:30+08:00',
  user_received_account: '招商银行信用卡0403',
  amount: { total: 13_900, refund: 300, payer_total: 13_900, payer_refund: 300 },
};
const paidBody = notificationOf('TRANSACTION.SUCCESS', transaction);

const verify = (body: string, headers: Record<string, string> = signedNotification(body)) =>
  wechat.verify(Buffer.from(body), headers, clock());

function commandsOf(body: string): Verified['commands'] {
  const verified = verify(body);
  if ('refused' in verified) throw new Error(verified.refused);
  return verified.commands;
}

describe('signatures', () => {
  const headers = Object.fromEntries(
    Object.entries(golden.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const real = createWechat(
    {
      ...wechatSettings,
      platformKeys: { D7CE59D1F522D701: golden.certificate },
      apiBase: undefined,
    },
    { clock },
  );
  const post = (body: string) => real.verify(Buffer.from(body), headers, new Date(golden.at * 1_000));

  it('of the official SDK’s vector fit its certificate, and no other body', () => {
    // Its resource is sealed with a key of 16 bytes, which no merchant has: rightly signed, yet unreadable.
    expect(post(golden.body)).toEqual({ refused: 'unreadable' });
    for (let index = 0; index < golden.body.length; index += 37) {
      const changed = `${golden.body.slice(0, index)}~${golden.body.slice(index + 1)}`;
      expect(post(changed)).toEqual({ refused: 'bad_signature' });
    }
    expect(real.verify(Buffer.from(golden.body), headers, new Date(golden.at * 1_000 + 301_000))).toEqual({
      refused: 'out_of_time',
    });
  });

  it('fit by a certificate’s serial and by a public key’s id', () => {
    expect(verify(paidBody)).toMatchObject({ eventId: 'EV-2026112816000000001', signedBy: serial });
    expect(verify(paidBody, signedNotification(paidBody, publicIdKeys, publicId))).toMatchObject({
      signedBy: publicId,
    });
  });

  const good = signedNotification(paidBody);
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([other]) => other !== name));
  const secondsAway = (seconds: number) =>
    signedNotification(paidBody, platformKeys, serial, new Date(clock().getTime() + seconds * 1_000));
  it.each([
    ['without a serial', without('wechatpay-serial'), 'missing_signature'],
    ['without a signature', without('wechatpay-signature'), 'missing_signature'],
    ['without a time', without('wechatpay-timestamp'), 'missing_signature'],
    ['without a nonce', without('wechatpay-nonce'), 'missing_signature'],
    ['of an unknown serial', { ...good, 'wechatpay-serial': 'constructor' }, 'bad_signature'],
    ['by another key', signedNotification(paidBody, newKeys()), 'bad_signature'],
    ['by the key of the other serial', signedNotification(paidBody, publicIdKeys), 'bad_signature'],
    ['of another body', signedNotification(`${paidBody} `), 'bad_signature'],
    [
      'that are a probe',
      { ...good, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${good['wechatpay-signature']}` },
      'bad_signature',
    ],
    ['of 301 s ago', secondsAway(-301), 'out_of_time'],
    ['of 301 s ahead', secondsAway(301), 'out_of_time'],
  ])('%s are refused', (_name, headers: Record<string, string>, refused) => {
    expect(verify(paidBody, headers)).toEqual({ refused });
  });

  it('are of the bytes: what is no UTF-8 is refused', () => {
    const raw = Buffer.from(paidBody.replace('支付成功', 'X'));
    raw[raw.indexOf('"X"') + 1] = 0xff;
    const headers = signedNotification(raw.toString('utf8'));
    expect(wechat.verify(raw, headers, clock())).toEqual({ refused: 'unreadable' });
  });

  it('don’t open what another key sealed, or what was changed inside', () => {
    const older = notificationOf('TRANSACTION.SUCCESS', transaction, wechatSettings.apiKeys[1]);
    expect(verify(older)).toMatchObject({ commands: [{ type: 'payment_succeeded' }] });
    const other = notificationOf('TRANSACTION.SUCCESS', transaction, 'a'.repeat(32));
    expect(verify(other)).toEqual({ refused: 'unreadable' });
    const told = JSON.parse(paidBody);
    const sealed = Buffer.from(told.resource.ciphertext, 'base64');
    for (const index of [0, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      const body = JSON.stringify({
        ...told,
        resource: { ...told.resource, ciphertext: changed.toString('base64') },
      });
      expect(verify(body)).toEqual({ refused: 'unreadable' });
    }
    const aes128 = JSON.stringify({ ...told, resource: { ...told.resource, algorithm: 'NONE' } });
    expect(verify(aes128)).toEqual({ refused: 'unreadable' });
  });

  it('of what is another merchant’s or app’s have no effect, and say so', () => {
    const of = (changes: object) =>
      verify(notificationOf('TRANSACTION.SUCCESS', { ...transaction, ...changes }));
    expect(of({ mchid: '1' })).toMatchObject({ mismatch: 'wrong_merchant' });
    expect(of({ appid: 'wx1' })).toMatchObject({ mismatch: 'wrong_app' });
    expect(of({})).not.toHaveProperty('mismatch');
    expect(verify(notificationOf('REFUND.SUCCESS', { ...notifiedRefund, mchid: '1' }))).toMatchObject({
      mismatch: 'wrong_merchant',
    });
  });
});

describe('notifications', () => {
  it('TRANSACTION.SUCCESS pays the total, whatever coupons left the payer', () => {
    expect(commandsOf(paidBody)).toEqual([
      {
        type: 'payment_succeeded',
        reference,
        providerPaymentId: '4200000001',
        amountMinor: 13_900,
        taxMinor: 0,
        currency: 'CNY',
        at: '2026-11-28T15:59:30+08:00',
      },
    ]);
  });

  it.each([
    ['REFUND.SUCCESS', 'SUCCESS', 'succeeded'],
    ['REFUND.ABNORMAL', 'ABNORMAL', 'pending'],
    ['REFUND.CLOSED', 'CLOSED', 'failed'],
  ])('%s is news of that refund, at the callback of payments too', (type, status, state) => {
    expect(commandsOf(notificationOf(type, { ...notifiedRefund, refund_status: status }))).toEqual([
      {
        type: 'refund_changed',
        providerPaymentId: '4200000001',
        refunds: [{ refundNumber: 'R1', providerRefundId: '50300001', amountMinor: 300, state }],
        at: '2026-11-28T16:00:30+08:00',
      },
    ]);
  });

  it('of other things are kept, and say nothing', () => {
    const { mchid } = transaction;
    expect(commandsOf(notificationOf('PAYSCORE.USER_OPEN_SERVICE', { mchid }))).toEqual([]);
  });

  it('that aren’t what WeChat documents are kept, and say so when they are completed', async () => {
    const body = notificationOf('TRANSACTION.SUCCESS', { ...transaction, amount: { total: 1.5 } });
    expect(verify(body)).toMatchObject({ commands: undefined });
    await expect(wechat.complete({ raw: Buffer.from(body), headers: {} })).rejects.toThrow();
  });

  it('are answered by their status first', () => {
    expect([wechat.reply.accepted.status, wechat.reply.refused.status]).toEqual([200, 400]);
    expect(JSON.parse(wechat.reply.refused.body)).toEqual({ code: 'FAIL', message: '失败' });
  });
});

describe('a page', () => {
  it('is a code to scan, of fen and of Beijing’s time, the same however often it is asked for', async () => {
    const page = {
      kind: 'ok',
      value: {
        checkoutId: reference,
        codeUrl: `weixin://wxpay/bizpayurl?pr=${reference}`,
        payUntil: yuanCheckoutOf().payUntil,
      },
    };
    expect(await wechat.create(yuanCheckoutOf())).toEqual(page);
    expect(await wechat.create(yuanCheckoutOf())).toEqual(page);
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      appid: wechatSettings.appId,
      mchid: wechatSettings.merchantId,
      description: 'Pro',
      out_trade_no: reference,
      time_expire: '2026-11-28T16:31:00+08:00',
      notify_url: yuanCheckoutOf().callbackUrl,
      amount: { total: 13_900, currency: 'CNY' },
    });
    expect(await wechat.create(yuanCheckoutOf({ amountMinor: 1 }))).toEqual({
      kind: 'refused',
      code: 'INVALID_REQUEST',
    });
  });

  it('is an address on a phone', async () => {
    expect(await wechat.create(yuanCheckoutOf({ phoneAddress: '203.0.113.7' }))).toMatchObject({
      kind: 'ok',
      value: { url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${reference}` },
    });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } },
    });
  });

  it('names no more than WeChat takes', async () => {
    const name = '流'.repeat(200);
    await wechat.create(
      yuanCheckoutOf({ items: [{ name, quantity: 1, totalMinor: 13_900, productKeys: [] }] }),
    );
    expect(JSON.parse(server.received[0]!.body).description).toBe('流'.repeat(127));
  });

  it('is what WeChat says of it', async () => {
    expect(await wechat.query(payment)).toEqual({ kind: 'ok', value: [] });
    await wechat.create(yuanCheckoutOf());
    expect(await wechat.query(payment)).toEqual({ kind: 'ok', value: [] });
    const paid = { type: 'payment_succeeded', providerPaymentId: `4200000${reference}`, amountMinor: 13_900 };
    for (const [state, command] of [
      ['USERPAYING', undefined],
      ['PAYERROR', { type: 'payment_failed', reference, final: false, at }],
      ['REVOKED', { type: 'payment_failed', reference, final: true, at }],
      ['CLOSED', { type: 'payment_expired', reference, at }],
      ['SUCCESS', paid],
      ['REFUND', paid],
    ] as const) {
      server.pay(reference, state);
      expect(await wechat.query(payment)).toMatchObject({ kind: 'ok', value: command ? [command] : [] });
    }
    server.transactions.get(reference)!['appid'] = 'wx1';
    expect(await wechat.query(payment)).toEqual({ kind: 'unknown', reason: 'foreign_answer' });
  });

  it('is closed once, or found paid', async () => {
    expect(await wechat.close(payment)).toEqual({ kind: 'unknown', reason: 'no_transaction' });
    await wechat.create(yuanCheckoutOf());
    expect(await wechat.close(payment)).toEqual({ kind: 'ok', value: 'closed' });
    expect(await wechat.close(payment)).toEqual({ kind: 'ok', value: 'closed' });
    server.pay(reference);
    expect(await wechat.close(payment)).toEqual({ kind: 'ok', value: 'paid' });
  });
});

describe('a refund', () => {
  it('of the same number is one, and is found by it', async () => {
    await wechat.create(yuanCheckoutOf());
    server.pay(reference);
    const asked = refund({ amountMinor: 300, refundNumber: 'R1' });
    const made = { kind: 'ok', value: { state: 'pending', providerRefundId: '50300001' } };
    expect(await wechat.refund(asked)).toEqual(made);
    expect(await wechat.refund(asked)).toEqual(made);
    expect(server.refunds.size).toBe(1);
    expect(JSON.parse(server.received.at(-1)!.body)).toMatchObject({
      out_refund_no: 'R1',
      amount: { refund: 300, total: 13_900, currency: 'CNY' },
    });
    server.refunds.get('R1')!['status'] = 'SUCCESS';
    expect(await wechat.query({ ...payment, refundNumbers: ['R1', 'R2'] })).toMatchObject({
      value: [
        { type: 'payment_succeeded' },
        { type: 'refund_changed', refunds: [{ refundNumber: 'R1', amountMinor: 300, state: 'succeeded' }] },
      ],
    });
    expect(await wechat.refund(refund({ amountMinor: 13_601, refundNumber: 'R2' }))).toEqual({
      kind: 'refused',
      code: 'NOT_ENOUGH',
    });
  });
});

describe('answers', () => {
  it('may be signed by a public key or by a certificate', async () => {
    server.signer = { serial: publicId, keys: publicIdKeys };
    expect(await wechat.create(yuanCheckoutOf())).toMatchObject({ kind: 'ok' });
  });

  it('signed by nobody of WeChat, or not at all, are unknown', async () => {
    server.signer = { serial, keys: newKeys() };
    expect(await wechat.create(yuanCheckoutOf())).toMatchObject({ kind: 'unknown' });
    server.signer = { serial: 'other', keys: platformKeys };
    server.pay(reference);
    expect(await wechat.query(payment)).toMatchObject({ kind: 'unknown' });
    server.spoil = ({ status, body }) => ({ status, body });
    expect(await wechat.query(payment)).toMatchObject({ kind: 'unknown' });
    expect(await wechat.refund(refund())).toMatchObject({ kind: 'unknown' });
  });

  it('that WeChat is in trouble or busy are unknown', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const [status, code] of [
      [500, 'SYSTEM_ERROR'],
      [400, 'SYSTEM_ERROR'],
      [429, 'FREQUENCY_LIMITED'],
    ] as const) {
      server.spoil = () => ({ status, headers, body: JSON.stringify({ code, message: '' }) });
      expect(await wechat.create(yuanCheckoutOf())).toMatchObject({ kind: 'unknown' });
    }
  });
});
