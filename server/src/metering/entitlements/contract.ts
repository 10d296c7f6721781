import { z } from 'zod';
import { Id, Instant } from '../../http/contract.ts';

/** What accounts may use. */

export const AccountPlan = z.object({
  plan: z.object({
    id: Id,
    code: z.string(),
    name: z.record(z.string(), z.string()),
    version: z.int(),
    isDefault: z.boolean().meta({ description: 'Of who has no other' }),
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
