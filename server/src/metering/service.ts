/**
 * What others may use of metering: the only door for features to its right, besides the contracts. Each function says
 * where it is defined what it guarantees; add one here when a feature needs it.
 */
export type { MeteringContext } from './context.ts';
export { forgetAssignments } from './accounts/admin-acts.ts';
export { selectFullestQuotas } from './accounts/fullest-queries.ts';
export { levelNow, stillHolds, tellsOfItsPeriod } from './alerts/telling.ts';
export { refreshAccount } from './entitlements/refresh.ts';
export { setQuotaOverride } from './overrides/queries.ts';
export { voidUsageRecord } from './records/queries.ts';
export { reserve } from './reservations/queries.ts';
