import { sqlstateOf } from '../../db/sqlstate.ts';
import { withTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { CatalogContext } from '../context.ts';
import type { AdminPlanDetail, PlanStatus } from '../contract.ts';
import { diffPlans } from '../diff.ts';
import { recordHistory } from '../history/record.ts';
import { lockCatalog } from '../lock.ts';
import { deletePlanRow, lockPlan, updatePlanAttributes } from './queries.ts';
import { readPlanDetail, requirePlan } from './reads.ts';
import { requireActiveDefault, requireAllowedStatus, requireSeenStatus } from './rules.ts';

interface StatusInput {
  id: string;
  status: PlanStatus;
  seenStatus?: PlanStatus | undefined;
  reason?: string | undefined;
  requestId: string;
}

/**
 * Shows, hides or retires a plan; its subscribers keep it. The status that it has already changes nothing, so
 * that a lost answer can be asked for again.
 * Errors: `not_found`, `version_conflict` where it is not the status that was seen, `conflict` for the default plan,
 * `plan_in_use` for a draft that accounts have.
 */
export async function setPlanStatus(
  ctx: CatalogContext,
  principal: Principal,
  { id, status, seenStatus, reason, requestId }: StatusInput,
): Promise<AdminPlanDetail> {
  const plan = await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requirePlan(tx, id);
    if (before.status === status) return readPlanDetail(ctx, tx, id);
    requireSeenStatus(before.status, seenStatus);
    requireActiveDefault({ status, isDefault: before.isDefault }, false);
    await requireAllowedStatus(tx, ctx.catalogHooks, before, status);
    await updatePlanAttributes(tx, id, { ...before, status });
    const after = await readPlanDetail(ctx, tx, id);
    await recordHistory(tx, before, {
      action: 'status_changed',
      actor: await actorOf(tx, principal),
      reason: reason ?? null,
      changes: diffPlans(before, after),
      requestId,
      audience: 'everybody',
    });
    return after;
  });
  await ctx.catalog.refresh();
  return plan;
}

/**
 * Deletes a plan that nobody has; its history stays. Errors: `not_found`, `plan_in_use` where an account or an order
 * refers to it, `conflict` for the default plan.
 */
export async function deletePlan(
  ctx: CatalogContext,
  principal: Principal,
  { id, reason, requestId }: { id: string; reason?: string | undefined; requestId: string },
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const plan = await requirePlan(tx, id);
    if (plan.isDefault) {
      throw new AppError('conflict', {
        detail: 'This is the default plan: make another one the default first',
      });
    }
    await lockPlan(tx, id);
    if (await ctx.catalogHooks.planInUse(tx, id)) {
      throw new AppError('plan_in_use', { detail: 'Accounts have this plan: archive it instead' });
    }
    await recordHistory(tx, plan, {
      action: 'deleted',
      actor: await actorOf(tx, principal),
      reason: reason ?? null,
      changes: diffPlans(plan, undefined),
      requestId,
      audience: plan.status === 'draft' ? 'admins' : 'everybody',
    });
    await deletePlanRow(tx, id);
  }).catch((error: unknown) => {
    // Whoever else refers to the plan, such as an order, says so by a foreign key.
    if (sqlstateOf(error) === '23503') throw new AppError('plan_in_use', { cause: error });
    throw error;
  });
  await ctx.catalog.refresh();
}
