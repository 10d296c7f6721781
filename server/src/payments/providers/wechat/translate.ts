import type { Command, RefundState } from '../../commands.ts';
import { NotifiedRefund, Transaction, type RefundStatus } from './shapes.ts';

/** What a notification says, once its resource is opened; `at` where the resource names no time. */
export function resourceCommands(eventType: string, resource: unknown, at: string): Command[] {
  if (eventType === 'TRANSACTION.SUCCESS') return transactionCommands(Transaction.parse(resource), at);
  if (!eventType.startsWith('REFUND.')) return [];
  const refund = NotifiedRefund.parse(resource);
  return [
    {
      type: 'refund_changed',
      providerPaymentId: refund.transaction_id,
      refunds: [
        {
          refundNumber: refund.out_refund_no,
          providerRefundId: refund.refund_id,
          amountMinor: refund.amount.refund,
          state: refundState(refund.refund_status),
        },
      ],
      at: refund.success_time ?? at,
    },
  ];
}

/** How an attempt stands. `REFUND` was paid before; `PAYERROR` leaves the code payable. */
export function transactionCommands(transaction: Transaction, at: string): Command[] {
  const { out_trade_no: reference, trade_state: state } = transaction;
  switch (state) {
    case 'SUCCESS':
    case 'REFUND': {
      const { transaction_id: providerPaymentId, amount } = transaction;
      if (providerPaymentId === undefined || amount === undefined) {
        throw new TypeError('a paid transaction without its id or sum');
      }
      return [
        {
          type: 'payment_succeeded',
          reference,
          providerPaymentId,
          // Not what coupons of WeChat left the payer to pay: we get the total.
          amountMinor: amount.total,
          taxMinor: 0,
          currency: amount.currency,
          at: transaction.success_time ?? at,
        },
      ];
    }
    case 'CLOSED':
      return [{ type: 'payment_expired', reference, at }];
    case 'REVOKED':
      return [{ type: 'payment_failed', reference, final: true, at }];
    case 'PAYERROR':
      return [{ type: 'payment_failed', reference, final: false, at }];
    case 'NOTPAY':
    case 'USERPAYING':
      return [];
  }
}

/** `ABNORMAL`: the money has left us, the buyer's card doesn't take it, somebody has to send it by hand. */
export function refundState(status: RefundStatus): RefundState {
  if (status === 'SUCCESS') return 'succeeded';
  return status === 'CLOSED' ? 'failed' : 'pending';
}
