import { z } from 'zod';
import { Plan } from '../../catalog/contract.ts';
import { Id, Instant } from '../../http/contract.ts';

/** What accounts may use. */

/** What was paid of a plan and still runs, or will. */
export const BoughtPlan = z.object({
  planCode: z.string(),
  name: z.record(z.string(), z.string()),
  interval: z.enum(['month', 'year', 'lifetime']),
  endsAt: Instant.nullable().meta({ description: 'When this plan ends; null: never' }),
  next: z
    .array(
      z.object({
        planCode: z.string(),
        name: z.record(z.string(), z.string()),
        startsAt: Instant,
        endsAt: Instant.nullable(),
      }),
    )
    .meta({ description: 'What was paid for besides, and follows it, in turn' }),
  until: Instant.nullable().meta({
    description: 'When all that was paid for ends, and another plan can be bought; null: for life',
  }),
  thenCode: z.string().nullable().meta({
    description: 'Of the plan that comes by itself once all of it has ended: the default one; null: for life',
  }),
  isInForce: z.boolean().meta({
    description: 'False where an admin has given another plan instead: the paid time goes by all the same',
  }),
  currency: z.string().nullable().meta({ description: 'In which it was paid' }),
  orderId: Id.nullable(),
  orderNumber: z.string().nullable(),
});
export type BoughtPlan = z.infer<typeof BoughtPlan>;

export const AccountPlan = z.object({
  plan: z.object({
    id: Id,
    code: z.string(),
    name: z.record(z.string(), z.string()),
    version: z.int(),
    isDefault: z.boolean().meta({ description: 'Of who has no other' }),
    newer: z
      .object({
        version: z.int().meta({ description: 'That comes, else the one on offer' }),
        comesAt: Instant.nullable().meta({ description: 'null: nothing brings it by itself' }),
        held: Plan.meta({ description: 'What the account’s own version holds' }),
      })
      .nullable()
      .meta({ description: 'null where the account has the version on offer' }),
  }),
  subscription: z.object({
    status: z.literal('active'),
    startedAt: Instant,
    currentPeriodStart: Instant,
    currentPeriodEnd: Instant,
    /** Until when the plan is paid for; null where nothing ends it. It does not renew by itself. */
    endsAt: Instant.nullable(),
    isBought: z.boolean().meta({
      description: 'A plan that was paid for runs, also for life: no other is sold beside it',
    }),
    bought: BoughtPlan.nullable().meta({ description: 'What was paid for; null where nothing was' }),
  }),
});
export type AccountPlan = z.infer<typeof AccountPlan>;

export const Override = z.object({
  featureCode: z.string(),
  quota: z.int(),
  expiresAt: Instant.nullable(),
  reason: z.string().nullable(),
});
export type Override = z.infer<typeof Override>;
