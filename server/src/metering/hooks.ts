import { defaultPlan, type CatalogHooks } from '../catalog/service.ts';
import type { AccountHooks } from '../identity/service.ts';
import { enqueueEntitlementsChanged } from './entitlements/entitlement-messages.ts';
import { requireActive, requirePlan } from './entitlements/plans.ts';
import {
  applyPlanVersion,
  changeTimeZone,
  countSubscribers,
  isFeatureInUse,
  isPlanInUse,
} from './entitlements/queries.ts';
import { countOverQuota, isRolloutDue, rolloutPlanVersion } from './rollouts/queries.ts';

/** What metering does when accounts come into being or move. */
export const accountHooks: AccountHooks = {
  async created(tx, accountId, { planCode }) {
    const plan = planCode === undefined ? await defaultPlan(tx) : await requirePlan(tx, planCode);
    if (plan) await applyPlanVersion(tx, accountId, requireActive(plan).currentVersionId);
  },
  async timeZoneChanged(tx, accountId, timeZone) {
    await changeTimeZone(tx, accountId, timeZone);
    await enqueueEntitlementsChanged(tx, [accountId]);
  },
};

/** What the catalog asks of metering, which knows who has which plan. */
export const catalogHooks: CatalogHooks = {
  overQuota(db, { planId, features }) {
    const offers = features.flatMap(({ code, quota, resetPeriod }) =>
      quota === null || resetPeriod === null ? [] : [{ featureCode: code, quota, resetPeriod }],
    );
    return countOverQuota(db, planId, offers);
  },
  published: rolloutPlanVersion,
  rolloutDue: isRolloutDue,
  subscribers: countSubscribers,
  planInUse: isPlanInUse,
  featureInUse: isFeatureInUse,
};
