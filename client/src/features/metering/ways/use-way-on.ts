import type { Plan } from '@meterstone/server/contract/catalog';
import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { offeredPackagesQuery } from '../../../api/credits/offered.ts';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useIsForSale } from '../../../api/plans/use-is-for-sale.ts';
import { supportUrl } from '../../../lib/browser/support-url.ts';
import { payingRate, reachedCap } from '../paying/credits-pay.ts';
import { useOwnQuota } from '../use-own-quota.ts';

/** `none`: nobody sells more of it, and the installation does not say who could help: whoever gave the account can. */
export type Way =
  'letCreditsPay' | 'raiseLimit' | 'buyCredits' | 'seeCredits' | 'seePlans' | 'support' | 'none';

/**
 * Which way leads on from a quota that is used up, or so near its end that the next use may be refused, wherever that
 * is told: credits, where they may pay and there are some or they are sold, and what keeps them from it; else the
 * plans, where one that can be bought gives more; else whoever can help. Undefined before that is known.
 */
export function useWayOn(featureCode: string): Way | undefined {
  const elastic = useQuery(elasticQuery);
  const paid = elastic.data?.find((known) => known.featureCode === featureCode);
  const credits = useCredits(paid?.rate != null);
  const quota = useOwnQuota(featureCode);
  const plans = useQuery(plansQuery);
  const isForSale = useIsForSale();
  const present = useQuery({ ...overviewQuery, select: ({ plan }) => plan?.code }).data;
  if (elastic.isPending) return undefined;
  if (paid?.rate) {
    const way = credits && wayByCredits(paid, credits);
    if (way !== null) return way;
  }
  if (plans.isPending) return undefined;
  // Of what could not be asked the page of plans tells itself.
  if (!quota || !plans.data || !isForSale) return 'seePlans';
  const giving = plans.data.filter((plan) => plan.code !== present && mayGiveMore(plan, quota));
  if (giving.some(isForSale)) return 'seePlans';
  if (supportUrl !== undefined) return 'support';
  // That page says whom to ask.
  return giving.some(({ sales }) => sales === 'on_request') ? 'seePlans' : 'none';
}

interface Credits {
  /** Undefined where that could not be asked, and their page tells. */
  available: number | undefined;
  /** Or what is asked of them could not be asked, and their page tells. */
  areSold: boolean;
}

/** What there is of credits, and whether more can be bought; undefined before that is known. */
function useCredits(isWanted: boolean): Credits | undefined {
  const balance = useQuery({ ...balanceQuery, enabled: isWanted });
  const packages = useQuery({ ...offeredPackagesQuery, enabled: isWanted });
  if (balance.isPending || packages.isPending) return undefined;
  return { available: balance.data?.balance, areSold: packages.data?.length !== 0 };
}

/** Null where they are at an end, and nobody sells any. */
function wayByCredits(paid: ElasticQuota, { available, areSold }: Credits): Way | null {
  if (available === 0 && !areSold) return null;
  if (!paid.enabled) return 'letCreditsPay';
  if (reachedCap(paid) !== null) return 'raiseLimit';
  if (available === undefined || payingRate(paid, available)) return 'seeCredits';
  return areSold ? 'buyCredits' : null;
}

/** Also where credits could pay, or it is counted by another period, which nobody can compare. */
function mayGiveMore({ features }: Plan, { featureCode, quota, resetPeriod }: Quota): boolean {
  const given = features.find(({ code }) => code === featureCode);
  if (!given?.enabled || given.quota === null) return false;
  const isUnlimited = given.quota === -1;
  return (
    isUnlimited || given.quota > quota || given.resetPeriod !== resetPeriod || given.overageRate !== null
  );
}
