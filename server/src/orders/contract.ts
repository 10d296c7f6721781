import { z } from 'zod';
import { Interval } from '../catalog/contract.ts';
import { Count, cursorPaging, Id, Instant, refuseBackward, span } from '../http/contract.ts';

/** Orders as they are shown: sums are in the smallest unit of their currency. */

export const Currency = z.string().regex(/^[A-Z]{3}$/, 'Give an ISO 4217 code');
/** As the products were called, in each language that they have. */
const Named = z.record(z.string(), z.string());

/** How many of one thing an order may hold, as `offered_item` has it. */
export const Quantity = z.int().min(1).max(1_000);

export const OrderStatus = z
  .enum([
    'pending',
    'paid',
    'failed',
    'cancelled',
    'expired',
    'needs_review',
    'partially_refunded',
    'refunded',
  ])
  .meta({ id: 'OrderStatus' });
export type OrderStatus = z.infer<typeof OrderStatus>;

export const OrderItem = z
  .object({
    id: Id,
    productKind: z.enum(['plan_price', 'package']),
    productId: Id,
    code: z.string().meta({ description: 'Of the plan or the package' }),
    name: Named,
    interval: Interval.nullable().meta({ description: 'How long a plan runs; null for a package' }),
    credits: Count.nullable().meta({ description: 'What one package gives at once; null for a plan' }),
    dailyCredits: Count.nullable().meta({ description: 'What a package gives each day; null where nothing' }),
    validityDays: Count.nullable().meta({ description: 'How long one package runs; null for a plan' }),
    startsAt: Instant.nullable().meta({
      description: 'From when it holds: after what was bought before; null where it was not given',
    }),
    endsAt: Instant.nullable().meta({
      description: 'Until when it holds; null: for life, or it was not given',
    }),
    quantity: z.int().min(1),
    unitPriceMinor: Count,
    totalMinor: Count,
  })
  .meta({ id: 'OrderItem' });
export type OrderItem = z.infer<typeof OrderItem>;

export const Order = z
  .object({
    id: Id,
    accountId: Id,
    orderNumber: z.string().meta({ description: 'For people' }),
    status: OrderStatus,
    currency: Currency,
    amountMinor: Count,
    refundedMinor: Count.meta({ description: 'What of it is gone for good: refunded, or lost in a dispute' }),
    isTest: z.boolean().meta({ description: 'No real money' }),
    createdAt: Instant,
    expiresAt: Instant.meta({ description: 'Until then it can be paid' }),
    goodsDue: z.boolean().meta({ description: 'It is paid, and could not be given yet' }),
    items: z.array(OrderItem),
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;

export const OrderEvent = z
  .object({
    kind: z.string(),
    fromStatus: OrderStatus.nullable(),
    toStatus: OrderStatus.nullable(),
    cause: z.string().nullable(),
    eventAt: Instant.nullable().meta({ description: 'When it happened, as the provider says' }),
    createdAt: Instant.meta({ description: 'When we learnt of it' }),
  })
  .meta({ id: 'OrderEvent' });

/** Of an attempt to pay. */
export const PaymentState = z.enum([
  'intent',
  'open',
  'processing',
  'succeeded',
  'failed',
  'expired',
  'closed',
]);
export type PaymentState = z.infer<typeof PaymentState>;

export const OrderPayment = z
  .object({
    id: Id,
    attempt: z.int().min(1),
    provider: z.string(),
    state: PaymentState,
    refused: z.boolean().meta({ description: 'A try at its page did not go through' }),
    role: z
      .enum(['kept', 'surplus'])
      .nullable()
      .meta({ description: 'Of money that came: the one that buys the goods, or one that goes back' }),
    receivedMinor: Count.meta({ description: 'What the provider put on top included' }),
    taxMinor: Count,
    refundedMinor: Count,
    goneMinor: Count.meta({ description: 'What of it is gone for good: given back, or lost in a dispute' }),
    createdAt: Instant,
    paidAt: Instant.nullable(),
  })
  .meta({ id: 'OrderPayment' });

export const OrderRefund = z
  .object({
    id: Id,
    refundNumber: z.string(),
    cause: z.enum(['admin', 'surplus', 'provider']),
    amountMinor: Count,
    state: z.enum(['requested', 'pending', 'succeeded', 'failed']),
    createdAt: Instant,
  })
  .meta({ id: 'OrderRefund' });

export const OrderDetail = Order.extend({
  timeline: z.array(OrderEvent),
  payments: z.array(OrderPayment),
  refunds: z.array(OrderRefund),
}).meta({ id: 'OrderDetail' });
export type OrderDetail = z.infer<typeof OrderDetail>;

/** By which lists are narrowed. */
export const orderSearch = { status: OrderStatus.optional(), ...span };

export const OrdersQuery = z.strictObject({ ...orderSearch, ...cursorPaging }).superRefine(refuseBackward);
export type OrdersQuery = z.infer<typeof OrdersQuery>;

export const OrderBody = z.strictObject({ orderId: Id });

export const CreateOrderBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        productKind: z.enum(['plan_price', 'package']),
        productId: Id.meta({ description: 'The id of a price of a plan, or of a package' }),
        quantity: Quantity.default(1).meta({ description: 'Of a plan 1' }),
        currency: Currency.optional().meta({ description: 'Of a package that has several prices' }),
      }),
    )
    .min(1)
    .max(20),
});
export type CreateOrderBody = z.infer<typeof CreateOrderBody>;
