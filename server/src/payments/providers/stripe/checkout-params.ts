import type Stripe from 'stripe';
import { toStripe } from '../../amounts.ts';
import { clip, namesOf } from '../../clip.ts';
import type { Checkout } from '../../provider.ts';

/**
 * What Stripe is asked for. The same checkout gives the same words each time, as its idempotency key demands.
 * Undefined: Stripe can't say a sum of it. What is found on the session only isn't copied to what it makes, so each
 * of them gets the reference.
 */
export function checkoutParams(checkout: Checkout): Stripe.Checkout.SessionCreateParams | undefined {
  const { reference, orderId, renews } = checkout;
  const metadata = { reference, order_id: orderId };
  const lines = linesOf(checkout);
  if (lines === undefined) return undefined;
  return {
    mode: renews ? 'subscription' : 'payment',
    client_reference_id: reference,
    metadata,
    line_items: lines,
    success_url: checkout.successUrl,
    cancel_url: checkout.cancelUrl,
    expires_at: Math.floor(checkout.payUntil.getTime() / 1_000),
    ...buyer(checkout),
    ...(renews ? { subscription_data: { metadata } } : { payment_intent_data: { metadata } }),
  };
}

/** One line an item; one for all where Stripe can say the sum, but not that of each (KWD 1.505, twice). */
function linesOf({ items, amountMinor, currency, renews }: Checkout) {
  const lines = items.map((item) => lineOf(item, currency, renews)).filter((line) => line !== undefined);
  if (lines.length === items.length) return lines;
  const all = { name: clip(namesOf(items), 250), quantity: 1, totalMinor: amountMinor };
  const line = lineOf(all, currency, renews);
  return line && [line];
}

type Item = Pick<Checkout['items'][number], 'name' | 'quantity' | 'totalMinor'>;

/** One line an item: where the sum of it can't be divided by its number, the line says both. */
function lineOf(item: Item, currency: string, renews: Checkout['renews']) {
  const isEven = item.totalMinor % item.quantity === 0;
  const unitAmount = toStripe(isEven ? item.totalMinor / item.quantity : item.totalMinor, currency);
  if (unitAmount === undefined) return undefined;
  return {
    quantity: isEven ? item.quantity : 1,
    price_data: {
      currency: currency.toLowerCase(),
      unit_amount: unitAmount,
      product_data: { name: isEven ? item.name : `${item.name} × ${item.quantity}` },
      ...(renews && { recurring: { interval: renews } }),
    },
  };
}

function buyer({ customerId, email }: Checkout) {
  if (customerId !== undefined) return { customer: customerId };
  return email === undefined ? {} : { customer_email: email };
}
