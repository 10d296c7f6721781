import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { enqueueCatalogChanged } from '../catalog-messages.ts';
import type { CatalogContext } from '../context.ts';
import type { AdminPlan, PlanOrder } from '../contract.ts';
import { insertHistory } from '../history/queries.ts';
import { lockCatalog } from '../lock.ts';
import { listPlanPlaces, updateSortOrders, type PlanPlace } from './queries.ts';
import { listPlans } from './reads.ts';

/** Leaves room to put a plan between two others by its `sortOrder` alone. */
const step = 10;

/**
 * Puts the plans named first, in this order, and the others behind them in the order they have: sort orders 10, 20
 * and so on. Publishes no version; the history tells of each plan whose sort order changed. Returns all plans.
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
    const moves = inOrder(places, planIds)
      .map((plan, index) => ({ plan, sortOrder: (index + 1) * step }))
      .filter(({ plan, sortOrder }) => plan.sortOrder !== sortOrder);
    if (moves.length > 0) await move(tx, principal, { moves, requestId });
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
  const errors: { path: string; message: string }[] = [];
  const first = planIds.flatMap((givenId, index) => {
    const id = givenId.toLowerCase();
    const plan = others.get(id);
    others.delete(id);
    if (!plan) errors.push({ path: `planIds.${index}`, message: 'There is no such plan' });
    return plan ? [plan] : [];
  });
  if (errors.length > 0) throw new AppError('invalid_input', { errors });
  return [...first, ...others.values()];
}

interface Moves {
  moves: readonly { plan: PlanPlace; sortOrder: number }[];
  requestId: string;
}

async function move(tx: Tx, principal: Principal, { moves, requestId }: Moves): Promise<void> {
  await updateSortOrders(
    tx,
    moves.map(({ plan, sortOrder }) => ({ id: plan.id, sortOrder })),
  );
  const actor = await actorOf(tx, principal);
  for (const { plan, sortOrder } of moves) {
    await insertHistory(tx, {
      planId: plan.id,
      planCode: plan.code,
      version: plan.version,
      action: 'reordered',
      actor,
      reason: null,
      changes: [{ path: 'sortOrder', before: plan.sortOrder, after: sortOrder }],
      requestId,
    });
  }
  // The event says that the list changed, so one serves for all; drafts are nobody's business but the admins'.
  const visible = moves.find(({ plan }) => plan.status !== 'draft');
  const told = (visible ?? moves[0])?.plan;
  if (!told) return;
  await enqueueCatalogChanged(tx, {
    plan: { planId: told.id, version: told.version, rollout: null },
    isOneOfMany: moves.length > 1,
    audience: visible ? 'everybody' : 'admins',
  });
}
