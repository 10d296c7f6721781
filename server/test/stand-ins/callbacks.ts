import Stripe from 'stripe';
import type { ProviderName } from '../../src/payments/provider.ts';
import { sandboxSecretOf, signCallback } from '../../src/payments/providers/sandbox/signature.ts';
import { hmac } from '../../src/payments/signatures.ts';
import { alipayKeys, alipaySettings } from './alipay.ts';
import { creemSettings } from './creem.ts';
import { sign } from './keys.ts';
import { stripeSettings } from './stripe.ts';
import { notificationOf, signedNotification, wechatSettings } from './wechat.ts';

/** A callback as a provider posts it: that `amountMinor` came at the attempt of this reference. */
export interface Callback {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Paid {
  reference: string;
  moneyId: string;
  amountMinor: number;
  currency: string;
  eventId: string;
  isLive?: boolean;
  /** When it is signed, where a signature has a time; default: now. */
  at?: Date;
}

const stripe = new Stripe(stripeSettings.secretKey);

export const callbackOf: Record<ProviderName, (paid: Paid) => Callback> = {
  stripe({ reference, moneyId, amountMinor, currency, eventId, isLive = false, at }) {
    const session = {
      object: 'checkout.session',
      id: `cs_${reference}`,
      status: 'complete',
      payment_status: 'paid',
      amount_subtotal: amountMinor,
      amount_total: amountMinor,
      currency: currency.toLowerCase(),
      client_reference_id: reference,
      payment_intent: moneyId,
    };
    const event = {
      id: eventId,
      created: Math.floor(Date.now() / 1_000),
      livemode: isLive,
      type: 'checkout.session.completed',
      data: { object: session },
    };
    return signStripe(event, at);
  },
  creem({ reference, moneyId, amountMinor, currency, eventId, isLive = false }) {
    const order = { id: `ord_${reference}`, amount: amountMinor, amount_paid: amountMinor, currency };
    return signCreem({
      id: eventId,
      eventType: 'checkout.completed',
      created_at: Date.now(),
      object: {
        id: `ch_${reference}`,
        request_id: reference,
        status: 'completed',
        order: { ...order, transaction: moneyId },
        mode: isLive ? 'prod' : 'test',
      },
    });
  },
  alipay({ reference, moneyId, amountMinor, eventId }) {
    const fields: Record<string, string> = {
      notify_id: eventId,
      app_id: alipaySettings.appId,
      seller_id: alipaySettings.sellerId,
      trade_no: moneyId,
      out_trade_no: reference,
      trade_status: 'TRADE_SUCCESS',
      total_amount: (amountMinor / 100).toFixed(2),
      gmt_payment: '2026-11-28 15:59:30',
    };
    const text = Object.entries(fields)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const signed = { ...fields, sign_type: 'RSA2', sign: sign(alipayKeys, text) };
    return {
      path: '/api/pay/callback/alipay',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(signed).toString(),
    };
  },
  wechat({ reference, moneyId, amountMinor, eventId, at = new Date() }) {
    const sealed = notificationOf('TRANSACTION.SUCCESS', {
      appid: wechatSettings.appId,
      mchid: wechatSettings.merchantId,
      out_trade_no: reference,
      transaction_id: moneyId,
      trade_state: 'SUCCESS',
      success_time: '2026-11-28T15:59:30+08:00',
      amount: { total: amountMinor, currency: 'CNY' },
    });
    const body = JSON.stringify({ ...JSON.parse(sealed), id: eventId });
    return {
      path: '/api/pay/callback/wechat',
      headers: {
        'content-type': 'application/json',
        ...signedNotification(body, undefined, undefined, at),
      },
      body,
    };
  },
  sandbox({ reference, moneyId, amountMinor, currency, eventId }) {
    const body = JSON.stringify({
      id: eventId,
      type: 'payment.succeeded',
      createdAt: new Date().toISOString(),
      reference,
      paymentId: moneyId,
      amountMinor,
      currency,
    });
    // The server makes the sandbox's secret of that of its tokens.
    const secret = sandboxSecretOf('test-secret-of-more-than-32-characters');
    return {
      path: '/api/pay/callback/sandbox',
      headers: {
        'content-type': 'application/json',
        'sandbox-signature': signCallback(secret, body, new Date()),
      },
      body,
    };
  },
};

export function signStripe(event: object, at = new Date()): Callback {
  const payload = JSON.stringify(event);
  const signature = stripe.webhooks.generateTestHeaderString({
    payload,
    secret: stripeSettings.webhookSecrets[0],
    timestamp: Math.floor(at.getTime() / 1_000),
  });
  return {
    path: '/api/webhooks/stripe',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body: payload,
  };
}

export function signCreem(event: object): Callback {
  const body = JSON.stringify(event);
  return {
    path: '/api/pay/callback/creem',
    headers: {
      'content-type': 'application/json',
      'creem-signature': hmac(creemSettings.webhookSecrets[0], [body]).toString('hex'),
    },
    body,
  };
}
