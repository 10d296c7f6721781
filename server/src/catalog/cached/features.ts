import type { CatalogContext } from '../context.ts';
import type { FeatureSummary } from './queries.ts';

/** Every feature by its code, from memory; a change on another node shows within milliseconds, at worst seconds. */
export function featureByCode(ctx: Pick<CatalogContext, 'catalog'>): ReadonlyMap<string, FeatureSummary> {
  return ctx.catalog.snapshot.features;
}

/** One feature from memory, `undefined` where there is none; see `featureByCode`. */
export function getFeature(ctx: Pick<CatalogContext, 'catalog'>, code: string): FeatureSummary | undefined {
  return ctx.catalog.snapshot.features.get(code);
}
