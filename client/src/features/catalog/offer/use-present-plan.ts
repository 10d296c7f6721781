import type { Given } from '@meterstone/landing/plan-difference';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';

/** What the account has by its plan, in the version that it has; of a plan that is not offered, what it may use. */
export function usePresentPlan(): Given | undefined {
  const overview = useQuery(overviewQuery).data;
  const plans = useQuery(plansQuery).data;
  const featuresOf = useFeaturesOf();
  if (!overview?.plan || !plans) return undefined;
  const { code, version, newer } = overview.plan;
  if (newer) return newer.held;
  const offered = plans.find((plan) => plan.code === code);
  if (offered?.version === version) return offered;
  return { features: featuresOf(overview), credits: offered?.credits ?? null };
}

/** What the account may use, whatever its plan says; with the credits of that. */
export function useGivenNow(): Given | undefined {
  const overview = useQuery(overviewQuery).data;
  const present = usePresentPlan();
  const featuresOf = useFeaturesOf();
  return overview && { features: featuresOf(overview), credits: present?.credits ?? null };
}

/** Of what credits pay beyond a quota nothing is said before that is known. */
function useFeaturesOf(): (overview: QuotaOverview) => Given['features'] {
  const nameOf = usePublicFeatureName();
  const elastic = useQuery(elasticQuery).data;
  return ({ features }) =>
    features.map((quota) => {
      const paid = elastic?.find(({ featureCode }) => featureCode === quota.featureCode);
      const rate = elastic && (paid?.rate ?? null);
      return featureOf(quota, nameOf(quota.featureCode), rate);
    });
}

function featureOf(
  { featureCode, unit, kind, enabled, quota, resetPeriod }: QuotaOverview['features'][number],
  name: string,
  overageRate: Given['features'][number]['overageRate'],
): Given['features'][number] {
  return {
    code: featureCode,
    name: { en: name, 'zh-CN': name },
    unit,
    kind,
    quota: kind === 'metered' ? quota : null,
    resetPeriod,
    enabled: kind === 'metered' ? quota !== 0 : enabled,
    overageRate,
  };
}
