import type { Plan } from '@meterstone/server/contract/catalog';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useIsForSale } from '../../../api/plans/use-is-for-sale.ts';
import { supportUrl } from '../../../lib/browser/support-url.ts';
import { usePayingRate } from '../paying/use-paying-rate.ts';
import { useOwnQuota } from '../use-own-quota.ts';

/** `none`: nobody sells more of it, and the installation does not say who could help. */
export type Way =
  'letCreditsPay' | 'raiseLimit' | 'buyCredits' | 'seeCredits' | 'seePlans' | 'support' | 'none';

/**
 * Which way leads on from a quota that is used up, wherever that is told: credits, where they may pay, and what keeps
 * them from it; else the plans, where one that can be bought gives more; else whoever can help. Undefined before that
 * is known.
 */
export function useWayOn(featureCode: string): Way | undefined {
  const elastic = useQuery(elasticQuery);
  const paying = usePayingRate({ featureCode });
  const quota = useOwnQuota(featureCode);
  const plans = useQuery(plansQuery);
  const isForSale = useIsForSale();
  if (elastic.isPending) return undefined;
  const paid = elastic.data?.find((known) => known.featureCode === featureCode);
  if (paid?.rate) {
    if (!paid.enabled) return 'letCreditsPay';
    if (!paying.isKnown) return undefined;
    if (paying.cap !== null) return 'raiseLimit';
    return paying.rate ? 'seeCredits' : 'buyCredits';
  }
  if (plans.isPending) return undefined;
  // Of what could not be asked the page of plans tells itself.
  if (!quota || !plans.data || !isForSale) return 'seePlans';
  const giving = plans.data.filter((plan) => mayGiveMore(plan, quota));
  if (giving.some(isForSale)) return 'seePlans';
  if (supportUrl !== undefined) return 'support';
  // That page says whom to ask.
  return giving.some(({ sales }) => sales === 'on_request') ? 'seePlans' : 'none';
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
