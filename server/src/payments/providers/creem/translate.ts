import type { Command, RefundState } from '../../commands.ts';
import type { Subscription, Event, Transaction } from './shapes.ts';
import { Checkout, Dispute, Refund } from './shapes.ts';

/**
 * What an event says by itself. Undefined: it doesn't hold the transaction it is about, or may be older than what
 * Creem knows by now, so that Creem is to be asked. No commands: it is no business of ours.
 */
export function translateEvent(event: Event): Command[] | undefined {
  const at = timeOf(event);
  switch (event.eventType) {
    case 'checkout.completed': {
      const checkout = Checkout.parse(event.object);
      const { order } = checkout;
      if (order?.transaction === undefined || order.status === 'pending') return undefined;
      return [paidCommand(checkout, { ...order, id: order.transaction }, at)];
    }
    case 'refund.created': {
      const refund = Refund.parse(event.object);
      const { transaction } = refund;
      return typeof transaction === 'string' ? undefined : [refundCommand(transaction, at, refund)];
    }
    case 'dispute.created': {
      const { amount, transaction } = Dispute.parse(event.object);
      return [disputeCommand(typeof transaction === 'string' ? transaction : transaction.id, amount, at)];
    }
    default:
      return event.eventType.startsWith('subscription.') ? undefined : [];
  }
}

export function timeOf(event: Event): string {
  return new Date(event.created_at).toISOString();
}

type Paid = Pick<Transaction, 'id' | 'amount' | 'amount_paid' | 'currency'>;

function paidCommand(checkout: Checkout, transaction: Paid, at: string): Command {
  return {
    type: 'payment_succeeded',
    reference: checkout.request_id ?? checkout.id,
    providerPaymentId: transaction.id,
    ...priceAndTax(transaction),
    ...(checkout.subscription && { subscriptionId: checkout.subscription }),
    at,
  };
}

/** The checkout's attempt, and what came of its money since. */
export function checkoutCommands(
  checkout: Checkout,
  transaction: Transaction | undefined,
  at: string,
): Command[] {
  const reference = checkout.request_id ?? checkout.id;
  if (checkout.status === 'expired') return [{ type: 'payment_expired', reference, at }];
  if (checkout.status === 'processing') return [{ type: 'payment_processing', reference, at }];
  if (transaction === undefined) return [];
  // The buyer is done, their money isn't here.
  if (transaction.status === 'pending') return [{ type: 'payment_processing', reference, at }];
  if (isLost(transaction.status)) return [{ type: 'payment_failed', reference, final: true, at }];

  const news = [paidCommand(checkout, transaction, at)];
  if (isDisputed(transaction)) {
    news.push(disputeCommand(transaction.id, transaction.amount_paid ?? transaction.amount, at));
  } else if ((transaction.refunded_amount ?? 0) > 0) {
    news.push(refundCommand(transaction, at));
  }
  return news;
}

/** The money never came, and won't. */
export function isLost(status: string): boolean {
  return ['declined', 'canceled', 'void', 'uncollectible'].includes(status);
}

/** Creem counts money that a dispute holds as refunded: it is told as a dispute, and not twice. */
function isDisputed({ status }: Transaction): boolean {
  return status === 'chargedBack' || status === 'chargeback';
}

export function refundCommand(transaction: Transaction, at: string, refund?: Refund): Command {
  const refunds = refund && [
    { providerRefundId: refund.id, amountMinor: refund.refund_amount, state: refundState(refund.status) },
  ];
  return {
    type: 'refund_changed',
    providerPaymentId: transaction.id,
    ...(!isDisputed(transaction) && { cumulativeMinor: transaction.refunded_amount ?? 0 }),
    ...(refunds && { refunds }),
    at,
  };
}

export function refundState(status: string): RefundState {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

/** A transaction has one dispute. Events name it, transactions don't, so the transaction's id stands for it. */
function disputeCommand(transactionId: string, amountMinor: number, at: string): Command {
  return {
    type: 'dispute_changed',
    providerPaymentId: transactionId,
    disputeId: transactionId,
    amountMinor,
    state: 'opened',
    at,
  };
}

export function subscriptionPaidCommand(
  subscription: Subscription,
  transaction: Transaction,
  at: string,
): Command {
  const period = periodOf(subscription);
  if (period === undefined) throw new TypeError('a paid subscription without a period');
  const { reference } = subscription.metadata;
  return {
    type: 'subscription_paid',
    subscriptionId: subscription.id,
    providerPaymentId: transaction.id,
    ...(typeof reference === 'string' && reference !== '' && { reference }),
    period,
    ...priceAndTax(transaction),
    at,
  };
}

/** `expired` is no end: Creem goes on trying to charge until `canceled`. */
export function subscriptionCommand(subscription: Subscription, at: string): Command {
  const { id: subscriptionId, status } = subscription;
  if (status === 'canceled' || status === 'cancelled')
    return { type: 'subscription_ended', subscriptionId, at };
  const period = periodOf(subscription);
  return {
    type: 'subscription_changed',
    subscriptionId,
    status: subscriptionState(status),
    ...(period && { period }),
    ...(status === 'scheduled_cancel' && period && { cancelAt: period.end }),
    at,
  };
}

function subscriptionState(status: string) {
  switch (status) {
    case 'active':
    case 'scheduled_cancel':
      return 'active';
    case 'trialing':
    case 'paused':
      return status;
    default:
      return 'past_due';
  }
}

function periodOf(subscription: Subscription) {
  const { current_period_start_date: start, current_period_end_date: end } = subscription;
  return start !== undefined && end !== undefined ? { start, end } : undefined;
}

/** What was paid above the price is tax; what was paid below it is a price that isn't ours, and shown as such. */
function priceAndTax({ amount, amount_paid: paid = amount, currency }: Paid) {
  return { amountMinor: Math.min(amount, paid), taxMinor: Math.max(0, paid - amount), currency };
}
