import { noUnit, type Unit } from '../../catalog/contract.ts';
import { getFeature, type FeatureSummary } from '../../catalog/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';

/** The feature, or `feature_unknown`. */
export function requireFeature(ctx: MeteringContext, code: string): FeatureSummary {
  const feature = getFeature(ctx, code);
  if (!feature) throw new AppError('feature_unknown', { detail: `There is no feature ${code}` });
  return feature;
}

/**
 * The unit a feature is counted in; empty while this node has not heard of a new feature. What Postgres has counted
 * must not be answered with an error for that.
 */
export function unitOf(ctx: MeteringContext, featureCode: string): Unit {
  return getFeature(ctx, featureCode)?.unit ?? noUnit;
}
