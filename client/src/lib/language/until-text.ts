import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { useTranslation } from 'react-i18next';
import { formatDate } from './format.ts';
import { inLanguage } from './translations.ts';

/**
 * Until when a plan is paid for, and what follows it: `until Nov 30, 2027, then Team until Dec 30, 2027`, or
 * `for life`. Wherever it is told, it is told like this.
 */
export function useUntilText(): (bought: Pick<BoughtPlan, 'endsAt' | 'next'>, timeZone: string) => string {
  const { t, i18n } = useTranslation();
  return ({ endsAt, next }, timeZone) => {
    const textOf = (end: string | null) =>
      end === null ? t('paid.forLife') : t('paid.until', { date: formatDate(end, timeZone) });
    return next.reduce(
      (before, { name, planCode, endsAt: end }) =>
        t('paid.then', { before, plan: inLanguage(name, i18n.language) || planCode, after: textOf(end) }),
      textOf(endsAt),
    );
  };
}
