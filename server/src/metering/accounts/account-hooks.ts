import { defaultPlan } from '../../catalog/service.ts';
import type { AccountHooks } from '../../identity/service.ts';
import { enqueueEntitlementsChanged } from '../entitlements/entitlement-messages.ts';
import { requireActive, requirePlan } from '../entitlements/plans.ts';
import { applyPlanVersion, changeTimeZone } from '../entitlements/queries.ts';

/** What metering does when accounts come into being, with the default plan if none is named, or move. */
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
