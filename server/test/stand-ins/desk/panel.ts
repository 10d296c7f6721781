import { randomUUID } from 'node:crypto';
import { alipaySettings } from '../alipay.ts';
import type { AllProviders } from '../all.ts';
import { signCreem, signStripe } from '../callbacks.ts';
import { creemSettings } from '../creem.ts';
import { stripeSettings } from '../stripe.ts';
import { wechatSettings, notificationOf, signedNotification } from '../wechat.ts';
import type { Page } from './buyer.ts';
import type { Courier } from './courier.ts';

/** Gives all of a payment back at the provider's own panel, behind our back; the provider tells of it. */
export async function giveBack(servers: AllProviders, courier: Courier, page: Page): Promise<void> {
  const { provider, id, reference } = page;
  const what = `refunded ${reference}`;
  switch (provider) {
    case 'stripe': {
      const body = new URLSearchParams({ payment_intent: `pi_${id}`, amount: String(page.amountMinor) });
      const authorization = `Bearer ${stripeSettings.secretKey}`;
      await fetch(`${servers.stripe.url}/v1/refunds`, { method: 'POST', headers: { authorization }, body });
      const charge = { id: `ch_${id}`, payment_intent: `pi_${id}`, amount_refunded: page.amountMinor };
      const event = {
        id: `evt_${randomUUID()}`,
        created: Math.floor(Date.now() / 1_000),
        livemode: false,
        type: 'charge.refunded',
        data: { object: { ...charge, currency: page.currency.toLowerCase() } },
      };
      courier.take(provider, what, (at) => signStripe(event, at));
      return;
    }
    case 'creem': {
      const headers = { 'x-api-key': creemSettings.apiKey, 'content-type': 'application/json' };
      const body = JSON.stringify({ transaction_id: `tran_${id}` });
      await fetch(`${servers.creem.url}/v1/refunds`, { method: 'POST', headers, body });
      const object = { id: `ref_${id}`, object: 'refund', status: 'succeeded', transaction: `tran_${id}` };
      const event = {
        id: `evt_${randomUUID()}`,
        eventType: 'refund.created',
        created_at: Date.now(),
        object,
      };
      courier.take(provider, what, () =>
        signCreem({ ...event, object: { ...object, refund_amount: page.amountMinor } }),
      );
      return;
    }
    case 'alipay': {
      const trade = servers.alipay.trades.get(reference);
      if (!trade) return;
      trade.refunds.set('panel', page.amountMinor);
      trade.trade_status = 'TRADE_CLOSED';
      const body = servers.alipay.notify({
        notify_id: randomUUID(),
        app_id: alipaySettings.appId,
        seller_id: alipaySettings.sellerId,
        trade_no: trade.trade_no,
        out_trade_no: reference,
        trade_status: 'TRADE_CLOSED',
        total_amount: trade.total_amount,
        refund_fee: trade.total_amount,
        gmt_payment: '2026-11-28 15:59:30',
        gmt_refund: '2026-11-28 16:59:30',
        sign_type: 'RSA2',
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      courier.take(provider, what, () => ({ path: '/api/pay/callback/alipay', headers, body }));
      return;
    }
    case 'wechat':
      tellRefund(courier, {
        out_trade_no: reference,
        transaction_id: servers.wechat.transactions.get(reference)?.['transaction_id'],
        out_refund_no: `panel${reference}`.slice(0, 32),
        refund_id: `50300panel${reference}`,
        amount: { total: page.amountMinor, refund: page.amountMinor },
      });
  }
}

/** WeChat's refunds are under way at first: brings those that are to their end. */
export function endRefunds({ wechat }: AllProviders, courier: Courier): void {
  for (const refund of wechat.refunds.values()) {
    if (refund['status'] !== 'PROCESSING') continue;
    refund['status'] = 'SUCCESS';
    const transaction = [...wechat.transactions.values()].find(
      (one) => one['transaction_id'] === refund['transaction_id'],
    );
    tellRefund(courier, { ...refund, out_trade_no: transaction?.['out_trade_no'] });
  }
}

function tellRefund(courier: Courier, refund: Record<string, unknown>): void {
  const sealed = notificationOf('REFUND.SUCCESS', {
    mchid: wechatSettings.merchantId,
    refund_status: 'SUCCESS',
    success_time: '2026-11-28T16:59:30+08:00',
    ...refund,
  });
  const body = JSON.stringify({ ...JSON.parse(sealed), id: randomUUID() });
  courier.take('wechat', `refunded ${String(refund['out_trade_no'])}`, (at) => ({
    path: '/api/pay/callback/wechat',
    headers: { 'content-type': 'application/json', ...signedNotification(body, undefined, undefined, at) },
    body,
  }));
}
