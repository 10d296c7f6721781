import { z } from 'zod';
import { PlanCode } from '../../catalog/contract.ts';
import { AccountQuery, AccountRef, Count, Id, Reason } from '../../http/contract.ts';
import { AccountsQuery, SeenVersion } from '../accounts/contract.ts';

/** A plan given to many accounts at once, and what that would change. */

/** Accounts that one act may change. */
export const mostAccounts = 1_000;

const AccountRefs = z.array(AccountRef).min(1).max(mostAccounts);

export const ChangePlansBody = z.strictObject({
  planCode: PlanCode,
  accountIds: AccountRefs,
  reason: Reason,
  seenVersion: SeenVersion,
});
export type ChangePlansBody = z.infer<typeof ChangePlansBody>;

/** What became of one of the accounts. */
export const PlanChangeResult = z.object({
  accountId: AccountRef.meta({ description: 'As the request names it' }),
  status: z.enum(['changed', 'kept', 'failed']).meta({
    description: '`kept`: it had the current version already. `failed`: it has what it had',
  }),
  code: z.string().optional().meta({ description: 'Of what failed: as a change of this account alone' }),
  detail: z.string().optional(),
});
export type PlanChangeResult = z.infer<typeof PlanChangeResult>;

export const ChangedPlans = z
  .object({ results: z.array(PlanChangeResult), changed: Count, kept: Count, failed: Count })
  .meta({ id: 'ChangedPlans' });
export type ChangedPlans = z.infer<typeof ChangedPlans>;

/** The filters of the list of accounts. */
export const AccountFilter = z.strictObject({
  q: AccountsQuery.shape.q,
  planCode: AccountsQuery.shape.planCode,
  level: AccountsQuery.shape.level,
});

export const PreviewPlansBody = z.union([
  z.strictObject({ planCode: PlanCode, accountIds: AccountRefs }),
  z.strictObject({
    planCode: PlanCode,
    filter: AccountFilter.meta({
      description: `All that the list of accounts would show, the newest ${mostAccounts} at most`,
    }),
  }),
]);
export type PreviewPlansBody = z.infer<typeof PreviewPlansBody>;

export const OwnPlanQuery = AccountQuery.extend({ planCode: PlanCode });

/** What the plan would do to one account. */
export const PlanChangePreview = z
  .object({
    accountId: Id,
    name: z.string(),
    planCode: z.string().nullable().meta({ description: 'That it has now' }),
    effect: z.enum(['changes', 'newer_version', 'keeps', 'refused']).meta({
      description:
        '`newer_version`: it has the plan, but not its current version. `keeps`: nothing would change. ' +
        '`refused`: the account is closed',
    }),
    usedUp: z.array(z.string()).meta({
      description: 'Features of which nothing would be left in the present period',
    }),
    loses: z.array(z.string()).meta({ description: 'Features that only its present plan includes' }),
    overrides: z.array(z.string()).meta({ description: 'Features whose override holds whatever the plan' }),
    keptBelow: z.array(z.string()).meta({
      description: 'Of `overrides` those by which it gets less than the plan would give',
    }),
    isBought: z.boolean().meta({
      description: 'A purchase gives it a plan now or later: what was paid for goes on beside the new plan',
    }),
  })
  .meta({ id: 'PlanChangePreview' });
export type PlanChangePreview = z.infer<typeof PlanChangePreview>;

export const PreviewedPlans = z
  .object({
    planCode: z.string(),
    version: z.int(),
    matched: Count.meta({ description: 'All that were named, or that the filter finds, listed or not' }),
    accounts: z.array(PlanChangePreview),
    missing: z.array(AccountRef).meta({ description: 'Named, but there are no such accounts' }),
  })
  .meta({ id: 'PreviewedPlans' });
export type PreviewedPlans = z.infer<typeof PreviewedPlans>;
