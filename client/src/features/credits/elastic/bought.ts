import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';

/** What people reckon in. */
const aRoundSum = 100;

/** How many units 100 credits pay at most; or as many credits as one use takes, where that is more. */
export function bought({ credits, per }: NonNullable<ElasticQuota['rate']>): {
  credits: number;
  units: number;
} {
  const sum = Math.max(aRoundSum, credits);
  return { credits: sum, units: Math.floor((sum * per) / credits) };
}
