import { z } from 'zod';
import { counterLimit } from '../../bounds.ts';
import { FeatureCode, PlanCode } from '../../catalog/contract.ts';
import { AccountQuery, AccountRef, Count, ExternalRef, Id, Instant, Reason } from '../../http/contract.ts';
import { Account, AccountsQuery as SearchedAccounts, Email, Name } from '../../identity/contract.ts';
import { TimeZone } from '../../time-zones/contract.ts';
import { AccountPlan, Override } from '../entitlements/contract.ts';
import { Quota } from '../states/contract.ts';

/** Accounts with their plans and quotas, and what admins do to them. */

export const QuotaOverview = z
  .object({
    accountId: Id,
    plan: AccountPlan.shape.plan.nullable(),
    subscription: AccountPlan.shape.subscription.nullable(),
    features: z.array(Quota),
    overrides: z
      .array(Override.pick({ featureCode: true, quota: true, expiresAt: true }))
      .meta({ description: 'Quotas of the account’s own, which hold in the place of the plan’s' }),
    planGivenAt: Instant.nullable().meta({
      description: 'When an admin gave it the plan; null where it was bought, or came by itself',
    }),
    nextPlanCredits: z.object({ at: Instant, amount: Count }).nullable().meta({
      description: 'When the plan gives credits again, and how many; null where nothing is to come',
    }),
    alerts: z.object({
      unread: Count.meta({ description: 'Features with an unread alert that still holds' }),
    }),
  })
  .meta({ id: 'QuotaOverview' });
export type QuotaOverview = z.infer<typeof QuotaOverview>;

export const TimeZonePreviewQuery = AccountQuery.extend({ timeZone: TimeZone });

/** Where a period that runs now would end in another time zone. */
export const MovedPeriod = z
  .object({
    featureCode: z.string(),
    resetPeriod: z.enum(['daily', 'monthly']),
    periodEnd: Instant.meta({ description: 'As it is now' }),
    movedEnd: Instant.meta({ description: 'As it would be: never earlier than it was to be at first' }),
  })
  .meta({ id: 'MovedPeriod' });
export type MovedPeriod = z.infer<typeof MovedPeriod>;

export const SeenVersion = z.int().min(1).optional().meta({
  description: 'Of the plan, whose effects were seen: another one is given to nobody',
});

export const AssignPlanBody = z.strictObject({
  planCode: PlanCode,
  reason: Reason,
  seenVersion: SeenVersion,
});

export const OverrideParams = z.strictObject({ accountId: AccountRef, featureCode: FeatureCode });

export const OverrideBody = z.strictObject({
  quota: z
    .int()
    .min(-1)
    .max(counterLimit)
    .meta({ description: '-1 is unlimited, 0 is none; of a feature that is on or off, on and off' }),
  expiresAt: Instant.optional(),
  reason: Reason,
});

export const LiftOverrideBody = z.strictObject({ reason: Reason.optional() });

export const ResetUsageBody = z.strictObject({ featureCode: FeatureCode.optional(), reason: Reason });

export const AccountSummary = Account.extend({ planCode: z.string().nullable() });
export type AccountSummary = z.infer<typeof AccountSummary>;

/** Those of `levelPercents`, as an address holds them. */
export const AccountLevel = z.enum(['80', '95', '100']);
/** Accounts that somebody has, or those that were closed. */
export const AccountState = z.enum(['open', 'closed']);
export const AccountSort = z.enum(['created', 'name', 'highest']);

export const AccountsQuery = SearchedAccounts.extend({
  planCode: PlanCode.optional(),
  level: AccountLevel.optional().meta({
    description: 'Only accounts that have used so many percent of a quota, or more',
  }),
  state: AccountState.default('open'),
  sort: AccountSort.default('created').meta({
    description: 'Newest first, by name, or by `highest`, the fullest first',
  }),
});
export type AccountsQuery = z.output<typeof AccountsQuery>;

/** An account of the list, with what shows whether it is about to run out. */
export const AccountListItem = AccountSummary.extend({
  highest: z
    .object({
      featureCode: z.string(),
      used: Count.meta({ description: 'Of the quota: without what credits paid beyond it' }),
      quota: Count,
      percent: z.number().meta({ description: 'Of that, held amounts apart; one decimal, rounded down' }),
      creditsPay: z
        .boolean()
        .meta({ description: 'All of it is used, and credits pay for the next unit: nothing is refused' }),
    })
    .nullable()
    .meta({ description: 'Of the quotas of present periods the one that is used most; null while none is' }),
  lastUseAt: Instant.nullable(),
}).meta({ id: 'AccountListItem' });
export type AccountListItem = z.infer<typeof AccountListItem>;

export const AccountDetail = AccountSummary.extend({
  planVersion: z
    .object({
      version: z.int().meta({ description: 'Of the plan, as the account has it' }),
      newer: z.object({ version: z.int(), comesAt: Instant.nullable() }).nullable().meta({
        description: 'As `plan.newer` of the quota overview; null where the account has the newest',
      }),
    })
    .nullable(),
  subscription: QuotaOverview.shape.subscription,
  quotas: z.array(Quota),
  creditsPay: z.array(z.string()).meta({
    description: 'Features beyond whose quotas credits would pay for the next unit: nothing is refused there',
  }),
  overrides: z.array(Override),
});
export type AccountDetail = z.infer<typeof AccountDetail>;

/** What a key that may write accounts but not read them is told: what it wrote itself, and whose it is. */
export const WrittenAccount = AccountDetail.partial().required({ id: true });
export type WrittenAccount = z.infer<typeof WrittenAccount>;

export const AccountParams = z.strictObject({ accountId: AccountRef });

export const UpsertAccountParams = z.strictObject({ accountId: ExternalRef });

export const UpsertAccountBody = z.strictObject({
  name: Name,
  email: Email.optional(),
  timeZone: TimeZone.optional(),
  planCode: PlanCode.optional(),
});
export type UpsertAccountBody = z.infer<typeof UpsertAccountBody>;

/** Quotas: not for keys without `accounts:read`. */
export const ResetUsage = z.object({ reset: z.array(z.string()), quotas: z.array(Quota).optional() });
