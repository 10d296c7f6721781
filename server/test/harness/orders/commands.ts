import { randomUUID } from 'node:crypto';
import type { Order } from './orders.ts';

/** What a provider says, in our words. */
export type Command = { type: string; at?: string } & Record<string, unknown>;

/** That the order's price came at this attempt. */
export function paid(
  reference: string,
  order: Pick<Order, 'amount_minor' | 'currency'>,
  more: object = {},
): Command {
  return {
    type: 'payment_succeeded',
    reference,
    providerPaymentId: `money-${randomUUID()}`,
    amountMinor: order.amount_minor,
    taxMinor: 0,
    currency: order.currency,
    ...more,
  };
}

/** So much in all has gone back. */
export const refunded = (providerPaymentId: string, cumulativeMinor: number): Command => ({
  type: 'refund_changed',
  providerPaymentId,
  cumulativeMinor,
});

export const disputed = (
  providerPaymentId: string,
  state: string,
  amountMinor: number,
  more: object = {},
): Command => ({
  type: 'dispute_changed',
  providerPaymentId,
  disputeId: `dispute of ${providerPaymentId}`,
  amountMinor,
  state,
  ...more,
});
