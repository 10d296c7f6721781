import type { PaymentStatus } from '@meterstone/server/contract/payments/checkout';

/**
 * What the buyer is told of an attempt at paying:
 *   paid        the order is paid
 *   review      money came after the order had ended; it buys what was ordered, or goes back
 *   refunded    the money has gone back, all of it
 *   failed      the order has ended without money, as do `cancelled` and `expired`
 *   processing  the buyer has done their part, the money is on its way
 *   scan        there is a code to scan
 *   refused     a try at the provider's page did not go through, another one may
 *   left        the buyer has left the provider's page
 *   over        this attempt has ended, the order can be paid by another one
 *   waiting     nothing is known yet
 */
export type Phase =
  | 'paid'
  | 'review'
  | 'refunded'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'processing'
  | 'scan'
  | 'refused'
  | 'left'
  | 'over'
  | 'waiting';

const byOrder = new Map<string, Phase>([
  ['paid', 'paid'],
  ['partially_refunded', 'paid'],
  ['needs_review', 'review'],
  ['refunded', 'refunded'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['expired', 'expired'],
]);

/** `hasLeft`: the address says that the provider's page was left unpaid. What is known of the order comes first. */
export function phaseOf(payment: PaymentStatus, hasLeft: boolean): Phase {
  const ofOrder = byOrder.get(payment.status);
  if (ofOrder) return ofOrder;
  switch (payment.state) {
    case 'processing':
    case 'succeeded':
      return 'processing';
    case 'failed':
    case 'expired':
    case 'closed':
      return 'over';
    case 'intent':
    case 'open':
      if (payment.code_url !== undefined) return 'scan';
      // Newer than a try at that page that did not go through.
      if (hasLeft) return 'left';
      return payment.refused ? 'refused' : 'waiting';
  }
}
