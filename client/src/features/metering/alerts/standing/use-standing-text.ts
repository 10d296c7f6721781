import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../../api/use-catalog-names.ts';
import { formatNumber, formatPercent, zonedDay, zonedNext } from '../../../../lib/language/format.ts';
import { useNow } from '../../../../lib/time/use-now.ts';
import type { Lack } from '../../paying/credits-pay.ts';

/** What comes of a use beyond the quota; `left` where there is room for one. */
export type Consequence = 'left' | 'refused' | 'paid';

/** For how many units credits still pay, or what keeps them from paying. */
interface Why {
  payable: number;
  lack: Lack | null;
  /** The owner's limit, where that is reached. */
  cap: number | null;
}

/**
 * Tells how a quota stands, what follows, until when and why: `Articles: used up until 00:00 (Shanghai). New uses are
 * refused. Not enough credits are left.`
 */
export function useStandingText(): (quota: Quota, consequence: Consequence, why?: Why) => string {
  const { t } = useTranslation('alerts');
  const nameOf = usePublicFeatureName();
  const now = useNow();
  const because = (text: string, why: Why | undefined) => {
    if (!why?.lack) return text;
    const cap = why.cap ?? 0;
    return t('now.because', { text, why: t(`lack.${why.lack}`, { count: cap, cap: formatNumber(cap) }) });
  };
  return (quota, consequence, why) => {
    const { periodEnd, resetPeriod, timeZone, reserved } = quota;
    const key = consequence === 'left' ? roomOf(quota) : consequence;
    const texts = {
      name: nameOf(quota.featureCode),
      percent: formatPercent(usedPercentOf(quota) ?? 0),
      left: formatNumber(quota.remaining),
      inUse: formatNumber(reserved),
      payable: formatNumber(why?.payable ?? 0),
    };
    if (key === 'held') return t('now.held', texts);
    if (periodEnd === null) return because(t(`now.${key}`, texts), why);
    const until =
      resetPeriod === 'daily' ? zonedNext(periodEnd, timeZone, now) : zonedDay(periodEnd, timeZone);
    return because(t(`now.${key}Until`, { ...texts, until }), why);
  };
}

/** What there is room for; nothing at present where work under way holds the rest, which may come back any time. */
function roomOf({ remaining, reserved }: Quota): 'left' | 'inUse' | 'held' {
  if (reserved === 0) return 'left';
  return remaining > 0 ? 'inUse' : 'held';
}
