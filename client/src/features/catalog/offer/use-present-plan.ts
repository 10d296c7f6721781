import type { Given } from '@meterstone/landing/plan-difference';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';

/** What the account has by its plan, in the version that it has; of a plan that is not offered, what it may use. */
export function usePresentPlan(): Given | undefined {
  const overview = useQuery(overviewQuery).data;
  const plans = useQuery(plansQuery).data;
  const nameOf = usePublicFeatureName();
  if (!overview?.plan || !plans) return undefined;
  const { code, version, newer } = overview.plan;
  if (newer) return newer.held;
  const offered = plans.find((plan) => plan.code === code);
  if (offered?.version === version) return offered;
  return { features: featuresOf(overview, nameOf), credits: offered?.credits ?? null };
}

/** What the account may use, whatever its plan says; with the credits of that. */
export function useGivenNow(): Given | undefined {
  const overview = useQuery(overviewQuery).data;
  const present = usePresentPlan();
  const nameOf = usePublicFeatureName();
  return overview && { features: featuresOf(overview, nameOf), credits: present?.credits ?? null };
}

function featuresOf({ features }: QuotaOverview, nameOf: (code: string) => string): Given['features'] {
  return features.map((quota) => featureOf(quota, nameOf(quota.featureCode)));
}

function featureOf(
  { featureCode, unit, kind, enabled, quota, resetPeriod }: QuotaOverview['features'][number],
  name: string,
): Plan['features'][number] {
  return {
    code: featureCode,
    name: { en: name, 'zh-CN': name },
    unit,
    kind,
    quota: kind === 'metered' ? quota : null,
    resetPeriod,
    enabled: kind === 'metered' ? quota !== 0 : enabled,
    overageRate: null,
  };
}
