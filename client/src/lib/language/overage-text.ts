import { closeUp } from '@meterstone/landing/numbers';
import type { PlanFeature, Unit } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { formatCount, formatPer } from './format.ts';

type Rate = NonNullable<PlanFeature['overageRate']>;

/**
 * What use beyond a quota costs: `beyond that 2 credits for each article`; as a `rate` beside what says beyond what,
 * `2 credits for each article`.
 */
export function useOverageText(): (rate: Rate, unit: Unit, as?: 'beyond' | 'rate') => string {
  const { t } = useTranslation();
  return ({ credits, per }, unit, as = 'beyond') => {
    const texts = { count: credits, credits: formatCount(credits), per: formatPer(per, unit) };
    return closeUp(t(`quota.${as}`, texts));
  };
}
