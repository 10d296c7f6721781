import { z } from 'zod';

/** The parts of Stripe's objects that we read, in events and in answers alike; anything else may be there too. */

const Id = z.string().min(1);
/** An id, or the object in its place. */
const Reference = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]);
const Optional = Reference.nullish().transform((value) => value ?? undefined);
const Sum = z.int().min(0);
const Currency = z
  .string()
  .length(3)
  .transform((code) => code.toUpperCase());
const UnixTime = z.int().transform((seconds) => new Date(seconds * 1_000).toISOString());
const Metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export const Charge = z.object({
  id: Id,
  payment_intent: Optional,
  amount_refunded: Sum,
  currency: Currency,
  disputed: z.boolean().default(false),
});

export const PaymentIntent = z.object({
  id: Id,
  status: z.string(),
  latest_charge: z.union([Charge, Id]).nullish(),
});
export type PaymentIntent = z.output<typeof PaymentIntent>;

export const Session = z.object({
  object: z.literal('checkout.session'),
  id: Id,
  url: z.string().nullish(),
  status: z.enum(['open', 'complete', 'expired']).nullish(),
  payment_status: z.enum(['unpaid', 'paid', 'no_payment_required']),
  amount_subtotal: Sum.nullish(),
  amount_total: Sum.nullish(),
  currency: Currency.nullish(),
  client_reference_id: z.string().nullish(),
  payment_intent: Optional,
  subscription: Optional,
  invoice: Optional,
});
export type Session = z.output<typeof Session>;

export const Invoice = z.object({
  id: Id,
  amount_paid: Sum,
  subtotal: Sum,
  currency: Currency,
  created: UnixTime,
  parent: z
    .object({
      subscription_details: z.object({ subscription: Reference, metadata: Metadata }).nullish(),
    })
    .nullish(),
  lines: z.object({ data: z.array(z.object({ period: z.object({ start: UnixTime, end: UnixTime }) })) }),
  status_transitions: z.object({ paid_at: UnixTime.nullish() }),
});
export type Invoice = z.output<typeof Invoice>;

export const Refund = z.object({
  id: Id,
  amount: Sum,
  currency: Currency,
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  payment_intent: Optional,
  metadata: Metadata,
});
export type Refund = z.output<typeof Refund>;

export const Dispute = z.object({
  id: Id,
  amount: Sum,
  currency: Currency,
  payment_intent: Optional,
  status: z.string(),
});
export type Dispute = z.output<typeof Dispute>;

export const Subscription = z.object({
  id: Id,
  status: z.enum([
    'incomplete',
    'incomplete_expired',
    'trialing',
    'active',
    'past_due',
    'canceled',
    'unpaid',
    'paused',
  ]),
  cancel_at_period_end: z.boolean(),
  cancel_at: UnixTime.nullish(),
  items: z.object({
    data: z.array(z.object({ current_period_start: UnixTime, current_period_end: UnixTime })),
  }),
});
export type Subscription = z.output<typeof Subscription>;

export const InvoicePayment = z.object({
  invoice: Reference,
  payment: z.object({ payment_intent: Optional }),
});

export const Event = z.object({
  id: Id,
  type: z.string(),
  created: UnixTime,
  livemode: z.boolean(),
  data: z.object({ object: z.looseObject({}) }),
});
export type Event = z.output<typeof Event>;
