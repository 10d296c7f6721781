import { usedPercentOf, type CountedQuota, type Quota } from '@meterstone/server/contract/metering/states';
import { levelOf, type Level } from '../../../ui/quotas/level.tsx';

/**
 * The level at which a quota stands, for its owner as for an admin: where nothing is left of it, by whether credits pay
 * for the next unit. `levelNow` of the API says the same of alerts.
 */
export function levelNowOf(quota: CountedQuota & Pick<Quota, 'remaining'>, creditsPay: boolean): Level {
  const level = levelOf(usedPercentOf(quota));
  const isUsedUp = quota.remaining === 0 || level === 'exhausted';
  return isUsedUp && creditsPay ? 'overage_started' : level;
}
