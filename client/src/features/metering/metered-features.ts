import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { overviewQuery } from '../../api/metering.ts';
import { usePublicFeatureName } from '../../api/use-catalog-names.ts';
import { levelOf } from '../../ui/quotas/level.tsx';

/** The counted features of the account, in the order of its plan; renders anew only when there are others. */
export function useMeteredFeatures(): { code: string; name: string }[] {
  const nameOf = usePublicFeatureName();
  const codes = useQuery({ ...overviewQuery, select: meteredCodes }).data ?? [];
  return codes.map((code) => ({ code, name: nameOf(code) }));
}

/**
 * The feature to look at first: the one whose quota is fullest, where one is near its end, else undefined. Decided with
 * the first answer, so that no chart changes under the eyes of who reads it.
 */
export function useUrgentFeature(): string | undefined {
  const [kept, keep] = useState<string | null>();
  const { data } = useQuery({ ...overviewQuery, select: mostUrgent });
  if (kept === undefined && data !== undefined) keep(data);
  return kept ?? data ?? undefined;
}

function mostUrgent({ features }: { features: Quota[] }): string | null {
  const near = features.filter((quota) => levelOf(usedPercentOf(quota)) !== 'normal');
  const [fullest] = near.toSorted((one, other) => (usedPercentOf(other) ?? 0) - (usedPercentOf(one) ?? 0));
  return fullest?.featureCode ?? null;
}

function meteredCodes({ features }: { features: Quota[] }): string[] {
  return features.filter(({ kind }) => kind === 'metered').map(({ featureCode }) => featureCode);
}
