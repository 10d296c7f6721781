import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { balanceQuery } from '../../../api/credits/own.ts';
import { agreedRate, payingRate, reachedCap } from './credits-pay.ts';

/** At which rate credits pay for what goes beyond a quota, once that is known, and what keeps them from it. */
export function usePayingRate({ featureCode }: Pick<Quota, 'featureCode'>) {
  const elastic = useQuery({
    ...elasticQuery,
    select: (quotas) => quotas.find((quota) => quota.featureCode === featureCode),
  });
  const mayPay = agreedRate(elastic.data) !== null;
  const balance = useQuery({
    ...balanceQuery,
    select: ({ balance: available }) => available,
    enabled: mayPay,
  });
  return {
    isKnown: !elastic.isPending && !(mayPay && balance.isPending),
    rate: payingRate(elastic.data, balance.data ?? 0),
    cap: reachedCap(elastic.data),
  };
}
