import type { QuotaState } from '../states/quota-state.ts';
import { isTrueOf, type Alert, type Resolution } from './contract.ts';

/** What became of an account since an alert was raised. */
export interface ChangesSince {
  /** The override that is in force now; null where there is none. */
  overrideQuota: number | null;
  hasOtherPlan: boolean;
  wasReset: boolean;
}

/** What has made an alert hold no more; null while it holds. `state` is undefined where nothing grants the feature. */
export function resolutionOf(
  alert: Pick<Alert, 'threshold' | 'level' | 'quota' | 'periodStart'>,
  state: QuotaState | undefined,
  since: ChangesSince | undefined,
): Resolution | null {
  if (!state) return 'not_in_plan';
  if (state.periodStart !== alert.periodStart) return 'next_period';
  if (isHolding(alert, state)) return null;
  if (state.quota !== -1 && state.quota <= alert.quota) return since?.wasReset ? 'reset' : 'void';
  if (since?.overrideQuota === state.quota) return 'override';
  return since?.hasOtherPlan ? 'plan_change' : 'quota_raised';
}

function isHolding(
  alert: Pick<Alert, 'threshold' | 'level'>,
  { quota, used, reserved, overage, overageCredits }: QuotaState,
): boolean {
  const paid = overage > 0 ? { units: overage, credits: overageCredits } : null;
  return isTrueOf(alert, { unlimited: quota === -1, quota, used, reserved, overage: paid });
}
