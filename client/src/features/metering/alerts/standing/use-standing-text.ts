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
    const key = consequence === 'left' ? roomOf(quota) : consequence;
    const texts = {
      name: nameOf(quota.featureCode),
      percent: formatPercent(usedPercentOf(quota) ?? 0),
      left: formatNumber(quota.remaining),
      inUse: formatNumber(reserved),
    };
    if (key === 'held') return t('now.held', texts);
    if (periodEnd === null) return t(`now.${key}`, texts);
    const until =
      resetPeriod === 'daily' ? zonedNext(periodEnd, timeZone, now) : zonedDay(periodEnd, timeZone);
    return t(`now.${key}Until`, { ...texts, until });
  };
}

/** What there is room for; nothing at present where work under way holds the rest, which may come back any time. */
function roomOf({ remaining, reserved }: Quota): 'left' | 'inUse' | 'held' {
  if (reserved === 0) return 'left';
  return remaining > 0 ? 'inUse' : 'held';
}
