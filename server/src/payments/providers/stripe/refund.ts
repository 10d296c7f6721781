import type Stripe from 'stripe';
import { fromStripe, toStripe } from '../../amounts.ts';
import { ok, refused, unknown, type Answer } from '../../answers.ts';
import type { RefundAnswer, RefundRef } from '../../provider.ts';
import type { Money } from './movements.ts';
import { Refund } from './shapes.ts';
import { refundState } from './translate.ts';

/**
 * Gives money back, once for each refund number: Stripe forgets idempotency keys after a while, so what it already
 * gave back is looked at first.
 */
export async function refundPayment(
  stripe: Stripe,
  money: Money,
  refund: RefundRef,
): Promise<Answer<RefundAnswer>> {
  const amount = toStripe(refund.amountMinor, refund.currency);
  if (amount === undefined) return refused('amount');
  const intent = await money.intentOf(refund.providerPaymentId);
  if (intent === undefined) return unknown('no_intent');

  const earlier = await money.listRefunds(intent);
  const made =
    earlier.find(({ metadata }) => metadata['refund_number'] === refund.refundNumber) ??
    Refund.parse(
      await stripe.refunds.create(
        { payment_intent: intent, amount, metadata: { refund_number: refund.refundNumber } },
        { idempotencyKey: `refund:${refund.refundNumber}` },
      ),
    );
  const { charge } = await money.intentWithCharge(intent);
  if (charge === undefined) return unknown('no_charge');
  return ok({
    state: refundState(made),
    providerRefundId: made.id,
    cumulativeMinor: fromStripe(charge.amount_refunded, charge.currency),
  });
}
