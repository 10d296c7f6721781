import type { z } from 'zod';
import { fromStripe } from '../../amounts.ts';
import type { Command, RefundState } from '../../commands.ts';
import {
  Invoice,
  Session,
  type Charge,
  type Dispute,
  type Event,
  type Refund,
  type Subscription,
} from './shapes.ts';

/**
 * What an event says by itself. Undefined: its body doesn't name the money it is about, or is older than what Stripe
 * knows by now, so that Stripe is to be asked. No commands: it is no business of ours.
 */
export function translateEvent(event: Event): Command[] | undefined {
  const { object } = event.data;
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return sessionCommands(Session.parse(object), event.created);
    case 'checkout.session.async_payment_failed': {
      const session = Session.parse(object);
      return [{ type: 'payment_failed', reference: referenceOf(session), final: true, at: event.created }];
    }
    case 'invoice.paid':
      return invoiceCommands(Invoice.parse(object));
    case 'invoice.payment_failed':
      return undefined;
    default:
      return /^(charge\.(refund|dispute\.)|refund\.|customer\.subscription\.)/.test(event.type)
        ? undefined
        : [];
  }
}

/** A session says how its attempt stands: `complete` alone isn't paid, as some methods take days. */
export function sessionCommands(session: Session, at: string): Command[] {
  const reference = referenceOf(session);
  if (session.status === 'expired') return [{ type: 'payment_expired', reference, at }];
  if (session.status !== 'complete') return [];
  if (session.payment_status === 'unpaid') return [{ type: 'payment_processing', reference, at }];

  const { amount_total: total, amount_subtotal: subtotal, currency } = session;
  if (total == null || subtotal == null || currency == null)
    throw new TypeError('a paid session without a sum');
  return [
    {
      type: 'payment_succeeded',
      reference,
      providerPaymentId: session.invoice ?? session.payment_intent ?? session.id,
      ...priceAndTax(subtotal, total, currency),
      ...(session.subscription && { subscriptionId: session.subscription }),
      at,
    },
  ];
}

function invoiceCommands(invoice: Invoice): Command[] {
  const details = invoice.parent?.subscription_details;
  // Other invoices are of a session, which tells of them.
  if (!details) return [];
  const periods = invoice.lines.data.map(({ period }) => period);
  const period = periods.reduce((last, next) => (next.end > last.end ? next : last));
  const { reference } = details.metadata;
  return [
    {
      type: 'subscription_paid',
      subscriptionId: details.subscription,
      providerPaymentId: invoice.id,
      ...(reference && { reference }),
      period,
      ...priceAndTax(invoice.subtotal, invoice.amount_paid, invoice.currency),
      at: invoice.status_transitions.paid_at ?? invoice.created,
    },
  ];
}

/** `moneyId`: the invoice, or the intent where there is none. */
export function refundCommand(
  moneyId: string,
  charge: z.output<typeof Charge>,
  refunds: readonly Refund[],
  at: string,
): Command {
  return {
    type: 'refund_changed',
    providerPaymentId: moneyId,
    cumulativeMinor: fromStripe(charge.amount_refunded, charge.currency),
    refunds: refunds.map((refund) => ({
      ...(refund.metadata['refund_number'] && { refundNumber: refund.metadata['refund_number'] }),
      providerRefundId: refund.id,
      amountMinor: fromStripe(refund.amount, refund.currency),
      state: refundState(refund),
    })),
    at,
  };
}

export function refundState({ status }: Refund): RefundState {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

export function disputeCommand(moneyId: string, dispute: Dispute, at: string): Command {
  return {
    type: 'dispute_changed',
    providerPaymentId: moneyId,
    disputeId: dispute.id,
    amountMinor: fromStripe(dispute.amount, dispute.currency),
    state: disputeState(dispute.status),
    at,
  };
}

/** An inquiry (`warning_…`) holds no money; one that is closed, and a dispute that was prevented, hold none either. */
function disputeState(status: string): 'inquiry' | 'opened' | 'won' | 'lost' {
  switch (status) {
    case 'warning_needs_response':
    case 'warning_under_review':
      return 'inquiry';
    case 'won':
    case 'warning_closed':
    case 'prevented':
      return 'won';
    case 'lost':
      return 'lost';
    default:
      return 'opened';
  }
}

const subscriptionStates = {
  incomplete: 'past_due',
  incomplete_expired: 'expired',
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  canceled: 'canceled',
  unpaid: 'past_due',
  paused: 'paused',
} as const;

export function subscriptionCommand(subscription: Subscription, at: string): Command {
  const { id: subscriptionId, status } = subscription;
  if (status === 'canceled' || status === 'incomplete_expired') {
    return { type: 'subscription_ended', subscriptionId, at };
  }
  const [item] = subscription.items.data;
  const cancelAt =
    subscription.cancel_at ?? (subscription.cancel_at_period_end ? item?.current_period_end : undefined);
  return {
    type: 'subscription_changed',
    subscriptionId,
    status: subscriptionStates[status],
    ...(item && { period: { start: item.current_period_start, end: item.current_period_end } }),
    ...(cancelAt && { cancelAt }),
    at,
  };
}

/** A session that another program made has no reference: its own id is one that no order of ours has. */
function referenceOf(session: Session): string {
  return session.client_reference_id ?? session.id;
}

/** What lies above the sum of the lines is tax; what lies below it is a price that isn't ours, and shown as such. */
function priceAndTax(subtotal: number, total: number, currency: string) {
  const tax = Math.max(0, total - subtotal);
  return {
    amountMinor: fromStripe(total - tax, currency),
    taxMinor: fromStripe(tax, currency),
    currency,
  };
}
