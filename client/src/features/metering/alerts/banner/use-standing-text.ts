import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../../api/use-catalog-names.ts';
import { formatNumber, formatPercent, zonedDay, zonedNext } from '../../../../lib/language/format.ts';
import { useNow } from '../../../../lib/time/use-now.ts';

/** What comes of a use beyond the quota; `left` where there is room for one. */
export type Consequence = 'left' | 'refused' | 'paid';

/** Tells how a quota stands, what follows and until when: `Articles: used up until 00:00 (Shanghai). …are refused.` */
export function useStandingText(): (quota: Quota, consequence: Consequence) => string {
  const { t } = useTranslation('alerts');
  const nameOf = usePublicFeatureName();
  const now = useNow();
  return (quota, consequence) => {
    const { periodEnd, resetPeriod, timeZone, reserved } = quota;
    const key = consequence === 'left' && reserved > 0 ? 'inUse' : consequence;
    const texts = {
      name: nameOf(quota.featureCode),
      percent: formatPercent(usedPercentOf(quota) ?? 0),
      left: formatNumber(quota.remaining),
      inUse: formatNumber(reserved),
    };
    if (periodEnd === null) return t(`now.${key}`, texts);
    const until =
      resetPeriod === 'daily' ? zonedNext(periodEnd, timeZone, now) : zonedDay(periodEnd, timeZone);
    return t(`now.${key}Until`, { ...texts, until });
  };
}
