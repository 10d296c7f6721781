import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf } from '../../identity/service.ts';
import { AppError, type FieldError } from '../../lib/app-error.ts';
import { enqueueCatalogChanged } from '../catalog-messages.ts';
import type { CatalogContext } from '../context.ts';
import type { AdminPlan } from '../contract.ts';
import { insertHistory } from '../history/queries.ts';
import { lockCatalog } from '../lock.ts';
import type { PlanOrder } from './contract.ts';
import { movesBetween, type PlanMove } from './moves.ts';
import { listPlanPlaces, sortOrderStep, updateSortOrders, type PlanPlace } from './queries.ts';
import { listPlans } from './reads.ts';

/**
 * Puts the plans named first, in this order, and the others behind them in the order they have: sort orders 10, 20
 * and so on. Publishes no version; the history tells of each plan that was moved, not of those that made room for it.
 * Returns all plans.
 * The order that is there already is no conflict, so that a lost answer can be asked for again.
 * Errors: `invalid_input`, naming each id that no plan has; `version_conflict` where it is not the order that was seen.
 */
export async function orderPlans(
  ctx: CatalogContext,
  principal: Principal,
  { planIds, seenPlanIds, requestId }: PlanOrder & { requestId: string },
): Promise<AdminPlan[]> {
  const count = await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const places = await listPlanPlaces(tx);
    const isThere = isOrder(places.slice(0, planIds.length), planIds);
    if (!isThere && !isOrder(places, seenPlanIds)) {
      throw new AppError('version_conflict', {
        detail: 'Somebody else has put the plans in another order, or added or removed one',
      });
    }
    const wanted = inOrder(places, planIds);
    const moves = movesBetween(places, wanted);
    if (moves.length > 0) {
      await renumber(tx, wanted);
      await record(tx, principal, { moves, requestId });
    }
    return places.length;
  });
  await ctx.catalog.refresh();
  return (await listPlans(ctx, { limit: count, offset: 0 })).plans;
}

/** Whether these are the plans, in just this order. */
function isOrder(places: readonly PlanPlace[], ids: readonly string[]): boolean {
  return places.map(({ id }) => id).join() === ids.join().toLowerCase();
}

function inOrder(places: readonly PlanPlace[], planIds: readonly string[]): PlanPlace[] {
  const others = new Map(places.map((plan) => [plan.id, plan]));
  const errors: FieldError[] = [];
  const first = planIds.flatMap((givenId, index) => {
    const id = givenId.toLowerCase();
    const plan = others.get(id);
    others.delete(id);
    if (!plan)
      errors.push({ path: `planIds.${index}`, message: 'There is no such plan', code: 'plan_unknown' });
    return plan ? [plan] : [];
  });
  if (errors.length > 0) throw new AppError('invalid_input', { errors });
  return [...first, ...others.values()];
}

async function renumber(tx: Tx, wanted: readonly PlanPlace[]): Promise<void> {
  const numbered = wanted.map((plan, index) => ({ ...plan, next: (index + 1) * sortOrderStep }));
  const changed = numbered.filter(({ sortOrder, next }) => sortOrder !== next);
  await updateSortOrders(
    tx,
    changed.map(({ id, next }) => ({ id, sortOrder: next })),
  );
  // The event says that the list changed, so one serves for all; drafts are nobody's business but the admins'.
  const visible = changed.find(({ status }) => status !== 'draft');
  const told = visible ?? changed[0];
  if (!told) return;
  await enqueueCatalogChanged(tx, {
    plan: { planId: told.id, version: told.version, rollout: null },
    isOneOfMany: changed.length > 1,
    audience: visible ? 'everybody' : 'admins',
  });
}

async function record(
  tx: Tx,
  principal: Principal,
  { moves, requestId }: { moves: readonly PlanMove[]; requestId: string },
): Promise<void> {
  const actor = await actorOf(tx, principal);
  // The last one first: whoever reads the newest first reads them in the new order.
  for (const { plan, from, to } of moves.toReversed()) {
    await insertHistory(tx, {
      planId: plan.id,
      planCode: plan.code,
      version: plan.version,
      action: 'reordered',
      actor,
      reason: null,
      changes: [
        { path: 'place.number', before: from.number, after: to.number },
        { path: 'place.after', before: from.after, after: to.after },
        { path: 'place.before', before: from.before, after: to.before },
      ],
      requestId,
    });
  }
}
