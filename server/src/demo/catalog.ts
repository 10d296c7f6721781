import { createFeature } from '../catalog/features/service.ts';
import { createPlan, updatePlan } from '../catalog/plans/publishing.ts';
import { findPlanByCode, type CatalogContext } from '../catalog/service.ts';
import type { Principal } from '../http/access/principal.ts';
import { invariant } from '../lib/invariant.ts';
import { edits, features, openedDaysAgo, plans } from './catalog-content.ts';
import { daysBefore } from './days-before.ts';

const requestId = 'demo';

/**
 * Makes the demo's features and plans, and then its edits, as an admin would, long before anybody came. A second call,
 * also after one that was cut short, makes only what is missing. Errors: `conflict` where a code is taken by somebody
 * else's.
 */
export async function seedCatalog(ctx: CatalogContext, admin: Principal, now: Date): Promise<void> {
  const openedAt = daysBefore(now, openedDaysAgo);
  for (const body of features) {
    await createFeature(ctx, admin, {
      body,
      idempotencyKey: `demo-feature-${body.code}`,
      requestId,
      at: openedAt,
    });
  }
  for (const body of plans) {
    await createPlan(ctx, admin, { body, idempotencyKey: `demo-plan-${body.code}`, requestId, at: openedAt });
  }
  for (const { planCode, daysAgo, ...edit } of edits) {
    const plan = await findPlanByCode(ctx.db, planCode);
    const content = plans.find(({ code }) => code === planCode);
    invariant(plan && content, 'edits are of plans of the demo');
    if (plan.version > 1) continue;
    const { name, description } = content;
    const body = { name, description, ...edit };
    await updatePlan(ctx, admin, {
      id: plan.id,
      ifMatch: '"1"',
      body,
      requestId,
      at: daysBefore(now, daysAgo),
    });
  }
}
