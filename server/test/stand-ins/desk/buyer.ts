import { randomUUID } from 'node:crypto';
import { fromYuan } from '../../../src/payments/amounts.ts';
import type { AllProviders } from '../all.ts';
import { callbackOf, signStripe, type Paid } from '../callbacks.ts';
import type { Courier } from './courier.ts';

export const standIns = ['stripe', 'creem', 'alipay', 'wechat'] as const;
export type StandIn = (typeof standIns)[number];

/** A page that a buyer can pay at, as its provider knows it. */
export interface Page {
  provider: StandIn;
  id: string;
  reference: string;
  amountMinor: number;
  currency: string;
  state: string;
  isOpen: boolean;
  successUrl: string | undefined;
  cancelUrl: string | undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** All pages, the latest first. */
export function listPages(servers: AllProviders): Page[] {
  const { stripe, creem, alipay, wechat } = servers;
  return [
    ...[...stripe.sessions.values()].map((session): Page => ({
      provider: 'stripe',
      id: String(session['id']),
      reference: String(session['client_reference_id']),
      amountMinor: Number(session['amount_total']),
      currency: String(session['currency']).toUpperCase(),
      state: session['status'] === 'complete' ? String(session['payment_status']) : String(session['status']),
      isOpen: session['status'] === 'open',
      successUrl: textOf(session['success_url']),
      cancelUrl: textOf(session['cancel_url']),
    })),
    ...[...creem.checkouts.values()].map((checkout): Page => ({
      provider: 'creem',
      id: String(checkout['id']),
      reference: String(checkout['request_id']),
      amountMinor: Number(checkout['amount']),
      currency: 'USD',
      state: String(checkout['status']),
      isOpen: checkout['status'] === 'pending',
      successUrl: textOf(checkout['success_url']),
      cancelUrl: undefined,
    })),
    ...[...alipay.codes.values()].map(({ reference, yuan, returnUrl }): Page => {
      const state = alipay.trades.get(reference)?.trade_status ?? 'WAIT_BUYER_PAY';
      return {
        provider: 'alipay',
        id: reference,
        reference,
        amountMinor: fromYuan(yuan),
        currency: 'CNY',
        state,
        isOpen: state === 'WAIT_BUYER_PAY',
        successUrl: returnUrl,
        cancelUrl: undefined,
      };
    }),
    ...[...wechat.transactions.values()].map((transaction): Page => ({
      provider: 'wechat',
      id: String(transaction['out_trade_no']),
      reference: String(transaction['out_trade_no']),
      amountMinor: Number(Object(transaction['amount']).total),
      currency: 'CNY',
      state: String(transaction['trade_state']),
      isOpen: transaction['trade_state'] === 'NOTPAY',
      successUrl: undefined,
      cancelUrl: undefined,
    })),
  ].reverse();
}

export const acts = ['pay', 'later', 'fail', 'cancel'] as const;
export type Act = (typeof acts)[number];

/** What can be done at a page: only Stripe has methods that take days, only redirects can be left. */
export function actsAt({ provider, isOpen, cancelUrl }: Page): Act[] {
  if (!isOpen) return [];
  return acts.filter((act) => (act !== 'later' || provider === 'stripe') && (act !== 'cancel' || cancelUrl));
}

const laterMs = 5_000;

/** The buyer acts at a page; the provider calls back as it would. A card that is refused can be tried again. */
export function act(servers: AllProviders, courier: Courier, page: Page, what: Act): void {
  const { provider, id, reference, amountMinor, currency } = page;
  if (!page.isOpen || what === 'fail' || what === 'cancel') return;
  const paid: Paid = { reference, moneyId: '', amountMinor, currency, eventId: randomUUID() };
  switch (provider) {
    case 'stripe':
      payStripe(servers, courier, page, what);
      return;
    case 'creem':
      servers.creem.pay(id);
      paid.moneyId = `tran_${id}`;
      break;
    case 'alipay':
      paid.moneyId = servers.alipay.scan(reference, (amountMinor / 100).toFixed(2)).trade_no;
      break;
    case 'wechat':
      paid.moneyId = String(servers.wechat.pay(reference)['transaction_id']);
      break;
  }
  courier.take(provider, `paid ${reference}`, (at) => callbackOf[provider]({ ...paid, at }));
}

function payStripe({ stripe }: AllProviders, courier: Courier, { id, reference }: Page, what: Act): void {
  const tell = (type: string, afterMs = 0) => {
    const event = {
      id: `evt_${randomUUID()}`,
      object: 'event',
      created: Math.floor(Date.now() / 1_000),
      livemode: false,
      type: `checkout.session.${type}`,
      data: { object: { ...stripe.sessions.get(id) } },
    };
    courier.take('stripe', `${type} ${reference}`, (at) => signStripe(event, at), afterMs);
  };
  stripe.pay(id, { unpaid: what === 'later' });
  tell('completed');
  if (what !== 'later') return;
  stripe.pay(id);
  tell('async_payment_succeeded', laterMs);
}
