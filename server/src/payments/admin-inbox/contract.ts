import { z } from 'zod';
import { AccountRef, Count, Id, Instant, OffsetQuery, Reason } from '../../http/contract.ts';

export const EventState = z.enum([
  'received',
  'applied',
  'ignored',
  'orphan',
  'mismatch',
  'failed',
  'dead',
  'dismissed',
]);

export const InboxQuery = OffsetQuery.extend({
  state: z
    .enum(['unhandled', 'orphan', 'dead', 'mismatch'])
    .default('unhandled')
    .meta({ description: '`unhandled`: received, failed, orphan, mismatch and dead' }),
});

export const InboxEvent = z
  .object({
    id: Id,
    provider: z.string(),
    eventId: z.string(),
    state: EventState,
    reason: z.string().nullable(),
    error: z.string().nullable(),
    receivedAt: Instant,
    accountId: Id.optional(),
    orderId: Id.optional(),
    money: z
      .object({ amountMinor: Count, taxMinor: Count, currency: z.string(), providerPaymentId: z.string() })
      .optional()
      .meta({ description: 'That it says has come; without it there is nothing to attach' }),
  })
  .meta({ id: 'InboxEvent' });
export type InboxEvent = z.output<typeof InboxEvent>;

export const AttachBody = z.strictObject({
  accountId: AccountRef,
  orderId: Id.optional().meta({ description: 'Left out: an order is made that holds the money' }),
});

export const DismissBody = z.strictObject({ reason: Reason });

export const Refusal = z.object({
  provider: z.string(),
  reason: z.string(),
  day: z.iso.date(),
  count: Count,
  lastAt: Instant,
});
export type Refusal = z.output<typeof Refusal>;
