import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { agreedRate, lackOf, payableUnits, payingRate, reachedCap } from './credits-pay.ts';

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
    // Once they have been told, ever: what could not be asked says nothing of what there is.
    isKnown: elastic.dataUpdatedAt > 0 && (!mayPay || balance.dataUpdatedAt > 0),
    rate: payingRate(elastic.data, balance.data ?? 0),
    payable: payableUnits(elastic.data, balance.data ?? 0),
    cap: reachedCap(elastic.data),
    lack: lackOf(elastic.data, balance.data ?? 0),
  };
}

/** The same where nothing is left of the quota; `onRefused` hears whether more is refused, once that is known. */
export function useWhatFollows(quota: Pick<Quota, 'featureCode'>, onRefused?: (isRefused: boolean) => void) {
  const paying = usePayingRate(quota);
  const isRefused = paying.isKnown && paying.rate === null;
  useEffect(() => onRefused?.(isRefused), [isRefused, onRefused]);
  return { ...paying, isRefused };
}

/** Beyond which quotas credits pay for the next unit, once that is known of all of them. */
export function usePaidFeatures(): ReadonlySet<string> | undefined {
  const elastic = useQuery(elasticQuery);
  const mayPay = elastic.data?.some((quota) => agreedRate(quota) !== null) ?? false;
  const balance = useQuery({
    ...balanceQuery,
    select: ({ balance: available }) => available,
    enabled: mayPay,
  });
  if (!elastic.data || (mayPay && balance.data === undefined)) return undefined;
  const paid = elastic.data.filter((quota) => payingRate(quota, balance.data ?? 0) !== null);
  return new Set(paid.map(({ featureCode }) => featureCode));
}
