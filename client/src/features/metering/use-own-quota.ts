import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/metering.ts';

/** How the reader's quota of a feature stands; undefined before that is known, and of one that they do not have. */
export function useOwnQuota(featureCode: string): Quota | undefined {
  return useQuery({
    ...overviewQuery,
    select: ({ features }) => features.find((quota) => quota.featureCode === featureCode),
  }).data;
}
