import type { Context } from '../base-context.ts';
import type { CatalogHooks } from './hooks.ts';
import type { FeatureSummary } from './snapshot/queries.ts';
import type { Catalog } from './snapshot/snapshot.ts';

export { diffOrder, fieldChanges, fieldSetter } from './diff.ts';
export type { CatalogHooks } from './hooks.ts';
export { lockCatalog } from './lock.ts';
export {
  defaultPlan,
  findPlanByCode,
  holdCatalog,
  listPlanFeatures,
  type PlanReference,
} from './plans/reference-queries.ts';
export type { FeatureSummary } from './snapshot/queries.ts';

export interface CatalogContext extends Context {
  catalog: Catalog;
  catalogHooks: CatalogHooks;
}

/** Every feature by its code, from memory; a change on another node shows within milliseconds, at worst seconds. */
export function featureByCode(ctx: Pick<CatalogContext, 'catalog'>): ReadonlyMap<string, FeatureSummary> {
  return ctx.catalog.snapshot.features;
}

/** One feature from memory, `undefined` where there is none; see `featureByCode`. */
export function getFeature(ctx: Pick<CatalogContext, 'catalog'>, code: string): FeatureSummary | undefined {
  return ctx.catalog.snapshot.features.get(code);
}
