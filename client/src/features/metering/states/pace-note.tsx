import type { Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { formatDay, formatTime } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { usedUpAt } from './pace.ts';

/** `at this pace used up by 21:40`, where that is before the reset. */
export function PaceNote({ quota }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const at = usedUpAt(quota, useNow());
  if (at === null) return null;
  return (
    <span className="number">
      {quota.resetPeriod === 'daily'
        ? t('pace.today', { time: formatTime(at, quota.timeZone) })
        : t('pace.period', { date: formatDay(at, quota.timeZone) })}
    </span>
  );
}
