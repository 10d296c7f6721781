import { z } from 'zod';
import { Id, Instant, Line, OffsetQuery, refuseBackward } from '../../http/contract.ts';
import { Actor } from '../../identity/contract.ts';
import {
  Currency,
  Order,
  OrderDetail,
  OrderEvent,
  OrderItem,
  OrderPayment,
  OrderRefund,
  orderSearch,
} from '../contract.ts';

/** Orders as admins see them: whose they are, and what providers said. */

/** What finds orders, in lists and in files alike. */
export const adminOrderSearch = {
  ...orderSearch,
  q: Line.max(200)
    .optional()
    .meta({ description: "The beginning of a number, or part of the account's e-mail address" }),
  accountId: Id.optional(),
  provider: Line.max(40).optional().meta({ description: 'By which anybody has tried to pay' }),
  currency: Currency.optional(),
  minMinor: z.coerce.number().int().min(0).optional(),
  maxMinor: z.coerce.number().int().min(0).optional(),
};

export const AdminOrdersQuery = OffsetQuery.extend(adminOrderSearch).superRefine(refuseBackward);
export type AdminOrdersQuery = z.infer<typeof AdminOrdersQuery>;
export type AdminOrderSearch = Omit<AdminOrdersQuery, 'limit' | 'offset'>;

const whose = {
  accountName: z.string(),
  accountEmail: z.string().nullable(),
  provider: z
    .string()
    .nullable()
    .meta({ description: 'Of the payment that is kept, else of the last attempt; `none`: it cost nothing' }),
};

export const AdminOrder = Order.extend(whose).meta({ id: 'AdminOrder' });
export type AdminOrder = z.infer<typeof AdminOrder>;

const Goods = z.object({
  grantedUnits: z.int().min(0).meta({ description: 'Credits that came at once' }),
  revokedUnits: z.int().min(0).meta({ description: 'How many of them the money that went back takes along' }),
  subscriptionId: Id.nullable(),
  periodEnd: Instant.nullable().meta({ description: 'Of a plan; null: for life, or no plan' }),
  endedAt: Instant.nullable().meta({ description: 'When its plan or its days were taken back' }),
  replaced: z
    .object({ planCode: z.string(), at: Instant })
    .nullable()
    .meta({ description: 'The plan that an admin has given instead of it while it runs, and when' }),
});

export const AdminOrderItem = OrderItem.extend({
  versionId: Id,
  snapshot: z.record(z.string(), z.unknown()).meta({ description: 'What was offered then' }),
  goods: Goods.nullable().meta({ description: 'What it gave; null: nothing yet' }),
});

export const AdminOrderEvent = OrderEvent.extend({
  paymentId: Id.nullable(),
  actor: Actor.nullable().meta({ description: 'Null: it came by itself, or a provider said so' }),
  detail: z.record(z.string(), z.unknown()),
});
export type AdminOrderEvent = z.infer<typeof AdminOrderEvent>;

export const AdminOrderPayment = OrderPayment.extend({
  reference: z.string().meta({ description: 'What the provider knows the attempt by' }),
  isTest: z.boolean(),
  refundableMinor: z.int().min(0).meta({ description: 'What of it could still be given back' }),
  providerPaymentId: z.string().nullable().meta({ description: "The provider's name of the money" }),
  checkoutId: z.string().nullable().meta({ description: "The provider's name of the page" }),
  payUntil: Instant.nullable(),
  queries: z.int().min(0).meta({ description: 'How often the provider was asked' }),
  nextQueryAt: Instant.nullable().meta({ description: 'When it is asked again' }),
});
export type AdminOrderPayment = z.infer<typeof AdminOrderPayment>;

export const AdminOrderRefund = OrderRefund.extend({
  paymentId: Id,
  takesGoods: z.boolean(),
  providerRefundId: z.string().nullable(),
  attempts: z.int().min(0).meta({ description: 'How often the provider was asked for it' }),
  sendAt: Instant.nullable().meta({ description: 'When it is asked for again; null: it is over' }),
  actor: Actor.nullable(),
  reason: z.string().nullable(),
});

export const AdminOrderDispute = z.object({
  providerDisputeId: z.string(),
  paymentId: Id,
  amountMinor: z.int().min(0),
  state: z.enum(['inquiry', 'opened', 'won', 'lost']),
  seenAt: Instant.meta({ description: 'When it was so, as the provider says' }),
});

export const AdminOrderDetail = OrderDetail.extend({
  ...whose,
  goodsError: z.string().nullable().meta({ description: 'Why the goods could not be given or taken' }),
  items: z.array(AdminOrderItem),
  timeline: z.array(AdminOrderEvent),
  payments: z.array(AdminOrderPayment),
  refunds: z.array(AdminOrderRefund),
  disputes: z.array(AdminOrderDispute),
}).meta({ id: 'AdminOrderDetail' });
export type AdminOrderDetail = z.infer<typeof AdminOrderDetail>;
