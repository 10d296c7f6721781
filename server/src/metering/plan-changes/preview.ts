import type { z } from 'zod';
import { findPlanByCode } from '../../catalog/service.ts';
import { withTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { selectListedIds } from '../accounts/list-queries.ts';
import type { MeteringContext } from '../context.ts';
import { requireActive, requirePlan } from '../entitlements/plans.ts';
import {
  mostAccounts,
  type AccountFilter,
  type OwnPlanQuery,
  type PlanChangePreview,
  type PreviewedPlans,
  type PreviewPlansBody,
} from './contract.ts';
import { previewVersion } from './queries.ts';

/** Accounts that are looked at in one statement, which takes about a millisecond for each. */
const chunk = 250;

/**
 * What the plan's current version would do to each of these accounts, or to those that the filter finds. Holds no
 * lock and changes nothing.
 * Errors: `invalid_input` for the plan, `conflict` when the plan is not active.
 */
export async function previewPlans(
  ctx: MeteringContext,
  principal: Principal,
  body: PreviewPlansBody,
): Promise<PreviewedPlans> {
  const { planCode } = body;
  const plan = requireActive(await withTransaction(ctx, (tx) => requirePlan(tx, planCode)));
  const { ids, missing, matched } =
    'filter' in body ? await findAll(ctx, body.filter) : await resolveAll(ctx, principal, body.accountIds);
  const accounts: PlanChangePreview[] = [];
  for (let at = 0; at < ids.length; at += chunk) {
    accounts.push(...(await previewVersion(ctx.db, ids.slice(at, at + chunk), plan.currentVersionId)));
  }
  return { planCode, version: plan.version, matched, accounts, missing };
}

/** Accounts to look at, names that are nobody's, and how many were meant. */
interface Meant {
  ids: string[];
  missing: string[];
  matched: number;
}

/**
 * The same of one account, for its owner, who is told of plans on offer only. Errors: `not_found` for the account and
 * for the plan.
 */
export async function previewOwnPlan(
  ctx: MeteringContext,
  principal: Principal,
  { accountId: accountRef, planCode }: z.output<typeof OwnPlanQuery>,
): Promise<PlanChangePreview> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const plan = await withTransaction(ctx, (tx) => findPlanByCode(tx, planCode));
  if (plan?.status !== 'active') throw new AppError('not_found');
  const [preview] = await previewVersion(ctx.db, [accountId], plan.currentVersionId);
  if (!preview) throw new AppError('not_found');
  return preview;
}

async function findAll(ctx: MeteringContext, filter: z.output<typeof AccountFilter>): Promise<Meant> {
  const { ids, total } = await selectListedIds(ctx.db, filter, mostAccounts);
  return { ids, missing: [], matched: total };
}

/** Each account once, however often and by whichever name it is named; and the names that are nobody's. */
async function resolveAll(
  ctx: MeteringContext,
  principal: Principal,
  refs: readonly string[],
): Promise<Meant> {
  const ids = new Set<string>();
  const missing = new Set<string>();
  for (const ref of refs) {
    try {
      ids.add(await resolveAccount(ctx, principal, ref));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      missing.add(ref);
    }
  }
  return { ids: [...ids], missing: [...missing], matched: ids.size + missing.size };
}
