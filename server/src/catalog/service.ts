/** What features to the right may use of the catalog. */
export type { CatalogContext } from './context.ts';
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
export { toVisible } from './cached/visible.ts';
export { requireSeenStatus } from './plans/rules.ts';
export { featureByCode, getFeature } from './cached/features.ts';
export type { FeatureSummary } from './cached/queries.ts';
