import { fromYuan } from '../../amounts.ts';
import type { Command } from '../../commands.ts';
import { fromBeijingTime } from '../beijing-time.ts';
import type { Notification, Trade } from './shapes.ts';

const paidInFull = { taxMinor: 0, currency: 'CNY' } as const;

/**
 * What a notification says. A trade that is paid is notified again for each refund, and once more when its time of
 * refunds is over (`TRADE_FINISHED`): neither is a payment. One that is closed after a refund was paid, else never.
 */
export function notificationCommands(told: Notification): Command[] {
  const { trade_no: providerPaymentId, out_trade_no: reference, trade_status: status } = told;
  const at = timeOf(told);
  const cumulativeMinor = told.refund_fee === undefined ? 0 : fromYuan(told.refund_fee);
  if (cumulativeMinor > 0) {
    return [{ type: 'refund_changed', providerPaymentId, cumulativeMinor, at }];
  }
  if (status === 'TRADE_SUCCESS') {
    return [
      {
        type: 'payment_succeeded',
        reference,
        providerPaymentId,
        amountMinor: fromYuan(told.total_amount),
        ...paidInFull,
        at,
      },
    ];
  }
  const isUnpaidEnd = status === 'TRADE_CLOSED' && told.gmt_payment === undefined;
  return isUnpaidEnd ? [{ type: 'payment_expired', reference, at }] : [];
}

/** When it happened: each kind of news has its own field. */
export function timeOf(told: Notification): string {
  const when = told.gmt_refund ?? told.gmt_close ?? told.gmt_payment ?? told.notify_time ?? told.gmt_create;
  const at = fromBeijingTime(when);
  if (at === undefined) throw new TypeError('a notification without a time');
  return at;
}

/** How a trade stands, without its refunds: `TRADE_CLOSED` is both the end of an unpaid and of a refunded one. */
export function tradeCommands(trade: Trade, at: string): Command[] {
  const { out_trade_no: reference, trade_no: providerPaymentId, trade_status: status } = trade;
  if (status === 'WAIT_BUYER_PAY') return [];
  const isPaid = status !== 'TRADE_CLOSED' || trade.send_pay_date !== undefined;
  if (!isPaid) return [{ type: 'payment_expired', reference, at }];
  const amountMinor = fromYuan(trade.total_amount);
  const paid: Command = {
    type: 'payment_succeeded',
    reference,
    providerPaymentId,
    amountMinor,
    ...paidInFull,
    at: fromBeijingTime(trade.send_pay_date) ?? at,
  };
  if (status !== 'TRADE_CLOSED') return [paid];
  return [paid, { type: 'refund_changed', providerPaymentId, cumulativeMinor: amountMinor, at }];
}
