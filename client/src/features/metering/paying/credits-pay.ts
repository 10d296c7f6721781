import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';

/**
 * At which rate credits pay for the next unit beyond a quota that is used up; null where it would be refused: the plan
 * or the owner lets none pay, too few are left to spend, or the most that a period may cost is reached.
 */
export function payingRate(elastic: ElasticQuota | undefined, available: number): ElasticQuota['rate'] {
  const rate = agreedRate(elastic);
  return rate && reachedCap(elastic) === null && costOfOne(rate) <= available ? rate : null;
}

/** For how many more units credits pay, as far as the owner's limit goes; 0 where they pay for none. */
export function payableUnits(elastic: ElasticQuota | undefined, available: number): number {
  const rate = payingRate(elastic, available);
  if (!elastic || !rate) return 0;
  const left = (elastic.capPerPeriod ?? Infinity) - (elastic.quota.overage?.credits ?? 0);
  return Math.floor((Math.min(available, left) * rate.per) / rate.credits);
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

/** What keeps credits from paying where the plan lets them: the owner's word or limit, or that too few are left. */
export type Lack = 'consent' | 'cap' | 'credits';

/** What keeps credits from paying for the next unit; null where nothing does, or the plan lets none pay at all. */
export function lackOf(elastic: ElasticQuota | undefined, available: number): Lack | null {
  if (!elastic?.rate || payingRate(elastic, available)) return null;
  if (!elastic.enabled) return 'consent';
  return reachedCap(elastic) === null ? 'credits' : 'cap';
}

/** As the server judges it (`judge_overage`). */
function costOfOne({ credits, per }: NonNullable<ElasticQuota['rate']>): number {
  return Math.ceil(credits / per);
}
