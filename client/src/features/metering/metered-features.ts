import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/metering.ts';
import { usePublicFeatureName } from '../../api/use-catalog-names.ts';

/** The counted features of the account, in the order of its plan; renders anew only when there are others. */
export function useMeteredFeatures(): { code: string; name: string }[] {
  const nameOf = usePublicFeatureName();
  const codes = useQuery({ ...overviewQuery, select: meteredCodes }).data ?? [];
  return codes.map((code) => ({ code, name: nameOf(code) }));
}

function meteredCodes({ features }: { features: Quota[] }): string[] {
  return features.filter(({ kind }) => kind === 'metered').map(({ featureCode }) => featureCode);
}
