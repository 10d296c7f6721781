import { z } from 'zod';
import { counterLimit } from '../../bounds.ts';
import { FeatureCode, ResetPeriod, Unit } from '../../catalog/contract.ts';
import { AccountRef, Amount, Count, Id, Instant } from '../../http/contract.ts';

/** Where accounts stand with their features. */

/** Units that credits paid beyond a quota, and for how many credits. */
export const PaidByCredits = z.object({ units: Count, credits: Count });
export type PaidByCredits = z.infer<typeof PaidByCredits>;

/** Why credits that might pay beyond a quota don't, where they would suffice: the limit that the owner has set. */
export const PassedCap = z
  .object({
    left: Count.meta({ description: 'Credits that the limit of the owner leaves for the period' }),
    required: Count.meta({ description: 'Credits that the part beyond the quota would take' }),
  })
  .meta({
    id: 'PassedCap',
    description:
      'Stands beside `quota_exceeded` where the owner lets credits pay, but not as many in a period',
  });
export type PassedCap = z.infer<typeof PassedCap>;

/** Why a quota refuses, where something may be left of it. */
export const Shortage = z.object({
  required: Count.meta({ description: 'Units that were asked for' }),
  left: Count.meta({
    description: 'Units that were left for it; for a commit, with what its reservation holds',
  }),
});

export const Quota = z
  .object({
    featureCode: z.string(),
    kind: z.enum(['metered', 'boolean']),
    unit: Unit,
    /** Boolean features: on or off. */
    enabled: z.boolean(),
    unlimited: z.boolean(),
    quota: z.int().meta({ description: '-1 when unlimited' }),
    used: Count,
    reserved: Count,
    remaining: z.int().meta({
      description: 'Of the quota and what credits have paid beyond it; never below 0; -1 when unlimited',
    }),
    overage: PaidByCredits.nullable().meta({
      description: 'What credits have paid in this period, or are held to pay; null when nothing',
    }),
    percent: z
      .number()
      .nullable()
      .meta({
        description:
          'Used and reserved of the quota, without what credits pay; one decimal, rounded down; null when unlimited. ' +
          'Levels and alerts go by `used` alone, without that',
      }),
    resetPeriod: ResetPeriod.nullable(),
    periodStart: Instant.nullable(),
    periodEnd: Instant.nullable(),
    timeZone: z.string(),
  })
  .meta({ id: 'Quota' });
export type Quota = z.infer<typeof Quota>;

/**
 * One decimal, rounded down, so that it is below 100 as long as anything is left; 100 of a quota of none once anything
 * counts against it, else 0. `v_user_quota_overview` says the same.
 */
export function percentOf(amount: number, quota: number): number {
  if (quota === 0) return amount > 0 ? 100 : 0;
  const thousandfold = amount * 1000;
  // A quotient of integers below 2^53 never rounds up to a whole number that it does not reach.
  return Number.isSafeInteger(thousandfold)
    ? Math.floor(thousandfold / quota) / 10
    : Number((BigInt(amount) * 1000n) / BigInt(quota)) / 10;
}

/** What `ofQuota` and what goes by it read of a quota. */
export type CountedQuota = Pick<Quota, 'unlimited' | 'quota' | 'used' | 'reserved' | 'overage'>;

/**
 * What a quota itself pays of what is used and held: all but what credits pay, which is taken to be of what is held
 * first, since that may come back. The two and what is left are the whole of it. Of a quota of none all counts.
 * `used_of_quota` says the same in Postgres.
 */
export function ofQuota({ quota, used, reserved, overage }: Omit<CountedQuota, 'unlimited'>): {
  used: number;
  reserved: number;
} {
  const paid = quota === 0 ? 0 : (overage?.units ?? 0);
  const counted = used + reserved - paid;
  return { used: Math.min(used, counted), reserved: Math.max(counted - used, 0) };
}

/** What levels and alerts go by, and what pages tell: what is held may come back. Null when unlimited. */
export function usedPercentOf(state: CountedQuota): number | null {
  return state.unlimited ? null : percentOf(ofQuota(state).used, state.quota);
}

const Unbounded = z.int().meta({ description: '-1 when unlimited' });

export const ExplainParams = z.strictObject({ featureCode: FeatureCode });

/** Where the numbers of a quota come from, all of one instant: quota + overage − used − reserved = remaining. */
export const QuotaExplanation = z
  .object({
    quota: Quota,
    plan: z
      .object({
        id: Id,
        code: z.string(),
        name: z.record(z.string(), z.string()),
        version: z.int(),
        quota: Unbounded,
      })
      .nullable()
      .meta({ description: 'What the plan grants; null when it does not grant the feature' }),
    override: z
      .object({
        quota: Unbounded,
        difference: z
          .int()
          .nullable()
          .meta({ description: 'From the plan; null when either is unlimited or the plan grants nothing' }),
        expiresAt: Instant.nullable(),
        reason: z.string().nullable().meta({ description: 'Told to admins and API keys only, else null' }),
      })
      .nullable(),
    used: z.object({
      amount: Count,
      parts: z
        .array(
          z.object({ kind: z.enum(['use', 'void', 'reset', 'carried']), amount: z.int(), records: Count }),
        )
        .meta({ description: 'They sum to the amount; `carried`: from before the reset period changed' }),
    }),
    reserved: z.object({ amount: Count, reservations: Count }),
    late: z.object({ amount: Count, records: Count }).meta({
      description: 'Came in this period after their own had closed: charged to no quota',
    }),
    remaining: Unbounded,
    period: z.object({ start: Instant, end: Instant.nullable() }).nullable(),
  })
  .meta({ id: 'QuotaExplanation' });
export type QuotaExplanation = z.infer<typeof QuotaExplanation>;

export const CheckReason = z.enum([
  'quota_exceeded',
  'insufficient_credits',
  'feature_not_in_plan',
  'feature_unknown',
  'subscription_inactive',
]);

export const CheckQuery = z.strictObject({
  accountId: AccountRef.optional(),
  amount: z.coerce.number().int().min(1).max(counterLimit).default(1),
});

export const CheckParams = z.strictObject({ featureCode: FeatureCode });

export const Check = z
  .object({
    allowed: z.boolean(),
    reason: CheckReason.optional(),
    cap: PassedCap.optional(),
    quota: Quota.nullable(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const CheckManyBody = z.strictObject({
  accountId: AccountRef.optional(),
  checks: z
    .array(z.strictObject({ featureCode: FeatureCode, amount: Amount.default(1) }))
    .min(1)
    .max(100),
});
export type CheckManyBody = z.infer<typeof CheckManyBody>;
