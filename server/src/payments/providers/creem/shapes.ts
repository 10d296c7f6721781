import { z } from 'zod';

/** The parts of Creem's objects that we read, in callbacks and in answers alike; anything else may be there too. */

const Id = z.string().min(1);
const Sum = z.int().min(0);
const Currency = z
  .string()
  .length(3)
  .transform((code) => code.toUpperCase());
const optional = <Shape extends z.ZodType>(shape: Shape) =>
  shape.nullish().transform((value) => value ?? undefined);
/** An id, or the object in its place. */
const Reference = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]);
const Metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

export const Transaction = z.object({
  id: Id,
  amount: Sum,
  amount_paid: optional(Sum),
  currency: Currency,
  status: z.string(),
  refunded_amount: optional(Sum),
  created_at: z.number(),
});
export type Transaction = z.output<typeof Transaction>;

const Order = z.object({
  id: Id,
  status: optional(z.string()),
  transaction: optional(Id),
  amount: Sum,
  amount_paid: optional(Sum),
  currency: Currency,
});

export const Checkout = z.object({
  id: Id,
  request_id: optional(z.string()),
  status: z.enum(['pending', 'processing', 'completed', 'expired']),
  checkout_url: optional(z.string()),
  order: optional(Order),
  subscription: optional(Reference),
});
export type Checkout = z.output<typeof Checkout>;

const Time = z.iso.datetime({ offset: true });

export const Subscription = z.object({
  id: Id,
  status: z.string(),
  last_transaction_id: optional(Id),
  current_period_start_date: optional(Time),
  current_period_end_date: optional(Time),
  metadata: Metadata,
});
export type Subscription = z.output<typeof Subscription>;

const TransactionOrId = z.union([Transaction, Id]);

export const Refund = z.object({
  id: Id,
  status: z.string(),
  refund_amount: Sum,
  transaction: TransactionOrId,
});
export type Refund = z.output<typeof Refund>;

export const Dispute = z.object({ id: Id, amount: Sum, transaction: TransactionOrId });

export const Event = z.object({
  id: Id,
  eventType: z.string(),
  created_at: z.number(),
  object: z.looseObject({ mode: optional(z.string()) }),
});
export type Event = z.output<typeof Event>;
