import type { PlanFeature } from '../contract.ts';

/** A plan's feature without what only admins see. */
export function toVisible(feature: PlanFeature): PlanFeature {
  const { code, name, unit, kind, quota, resetPeriod, enabled, overageRate } = feature;
  return { code, name, unit, kind, quota, resetPeriod, enabled, overageRate };
}
