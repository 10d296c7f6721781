import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';

/**
 * At which rate credits pay for the next unit beyond a quota that is used up; null where it would be refused: the plan
 * or the owner lets none pay, too few are left to spend, or the most that a period may cost is reached.
 */
export function payingRate(elastic: ElasticQuota | undefined, available: number): ElasticQuota['rate'] {
  if (!elastic?.enabled || !elastic.rate) return null;
  const { rate, capPerPeriod, quota } = elastic;
  // As the server judges it (`judge_overage`).
  const cost = Math.ceil(rate.credits / rate.per);
  const paid = quota.overage?.credits ?? 0;
  const isBelowCap = capPerPeriod === null || paid + cost <= capPerPeriod;
  return cost <= available && isBelowCap ? rate : null;
}
