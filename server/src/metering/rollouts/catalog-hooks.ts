import type { CatalogHooks } from '../../catalog/service.ts';
import { countSubscribers, isFeatureInUse, isPlanInUse } from '../entitlements/queries.ts';
import { countLessForBuyers, countOverQuota, isRolloutDue, rolloutPlanVersion } from './queries.ts';
import { countKeepingOlder, countKeptByBuyers, selectWaitingVersions } from './waiting.ts';

/** What the catalog asks of metering, which knows who has which plan. */
export const catalogHooks: CatalogHooks = {
  overQuota(db, { planId, features }) {
    const offers = features.flatMap(({ code, quota, resetPeriod }) =>
      quota === null || resetPeriod === null ? [] : [{ featureCode: code, quota, resetPeriod }],
    );
    return countOverQuota(db, planId, offers);
  },
  lessForBuyers: (db, { planId, features }) => countLessForBuyers(db, planId, features),
  published: rolloutPlanVersion,
  rolloutDue: isRolloutDue,
  subscribers: countSubscribers,
  waiting: selectWaitingVersions,
  keepingOlder: countKeepingOlder,
  keptByBuyers: countKeptByBuyers,
  planInUse: isPlanInUse,
  featureInUse: isFeatureInUse,
};
