import type { Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { formatDay, zonedNext } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { usedUpAt } from './pace.ts';

/** `at this pace used up by 21:40 (Shanghai)`, where that is before the reset. */
export function PaceNote({ quota }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const now = useNow();
  const at = usedUpAt(quota, now);
  if (at === null) return null;
  return (
    <span className="number">
      {quota.resetPeriod === 'daily'
        ? t('pace.today', { time: zonedNext(at, quota.timeZone, now) })
        : t('pace.period', { date: formatDay(at, quota.timeZone) })}
    </span>
  );
}
