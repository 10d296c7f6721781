import type { Granularity } from '@meterstone/server/contract/http';
import type { Quota } from '@meterstone/server/contract/metering/states';

/** Below so much of the quota its line would press the bars flat. */
const leastShare = 0.25;

/**
 * The quota to which single bars can be held, as a bar is one of its periods; undefined for others, and while the
 * highest bar is far below.
 */
export function quotaLine(
  quota: Pick<Quota, 'quota' | 'resetPeriod'> | null | undefined,
  granularity: Granularity,
  most: number,
): number | undefined {
  if (!quota || quota.quota <= 0) return undefined;
  const isOfBar =
    (granularity === 'day' && quota.resetPeriod === 'daily') ||
    (granularity === 'month' && quota.resetPeriod === 'monthly');
  return isOfBar && most >= quota.quota * leastShare ? quota.quota : undefined;
}
