import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatPercent } from '../../../lib/language/format.ts';

/** Tells what an alert says, in a sentence: `Articles: 82% of the day's quota used`. */
export function useAlertText(): (alert: Pick<Alert, 'featureCode' | 'level'>, percent: number) => string {
  const { t } = useTranslation('alerts');
  const nameOf = usePublicFeatureName();
  const periods = useQuery({ ...overviewQuery, select: resetPeriods }).data;
  return useCallback(
    ({ featureCode, level }, percent) => {
      const texts = { name: nameOf(featureCode), percent: formatPercent(percent) };
      const period = periods?.[featureCode] ?? 'never';
      if (level === 'overage_started') return t('onCredits', texts);
      return level === 'exhausted' ? t(`usedUp.${period}`, texts) : t(`used.${period}`, texts);
    },
    [t, nameOf, periods],
  );
}

function resetPeriods({ features }: { features: Quota[] }): Record<string, Quota['resetPeriod']> {
  return Object.fromEntries(features.map(({ featureCode, resetPeriod }) => [featureCode, resetPeriod]));
}
