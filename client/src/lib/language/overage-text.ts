import { closeUp } from '@meterstone/landing/numbers';
import type { PlanFeature } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { formatCount } from './format.ts';

type Rate = NonNullable<PlanFeature['overageRate']>;

/** What use beyond a quota costs: `beyond that 2 credits each`, or `beyond that 1 credit for each 10,000`. */
export function useOverageText(): (rate: Rate) => string {
  const { t } = useTranslation();
  return ({ credits, per }) => {
    const texts = { count: credits, credits: formatCount(credits), per: formatCount(per) };
    return closeUp(per === 1 ? t('quota.beyondEach', texts) : t('quota.beyond', texts));
  };
}
