import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';

/**
 * At which rate credits pay for the next unit beyond a quota that is used up; null where it would be refused: the plan
 * or the owner lets none pay, too few are left to spend, or the most that a period may cost is reached.
 */
export function payingRate(elastic: ElasticQuota | undefined, available: number): ElasticQuota['rate'] {
  const rate = agreedRate(elastic);
  return rate && reachedCap(elastic) === null && costOfOne(rate) <= available ? rate : null;
}

/** At which rate credits may pay: the plan's, once the owner agrees. */
export function agreedRate(elastic: ElasticQuota | undefined): ElasticQuota['rate'] {
  return elastic?.enabled ? elastic.rate : null;
}

/** The most credits that a period may cost, where the next unit would cost more; else null. */
export function reachedCap(elastic: ElasticQuota | undefined): number | null {
  const rate = agreedRate(elastic);
  if (!elastic || !rate || elastic.capPerPeriod === null) return null;
  const paid = elastic.quota.overage?.credits ?? 0;
  return paid + costOfOne(rate) > elastic.capPerPeriod ? elastic.capPerPeriod : null;
}

/** As the server judges it (`judge_overage`). */
function costOfOne({ credits, per }: NonNullable<ElasticQuota['rate']>): number {
  return Math.ceil(credits / per);
}
