import type { Quota } from '@meterstone/server/contract/metering/states';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  formatDay,
  formatDuration,
  formatExact,
  formatTime,
  zonePlace,
} from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';

type Resetting = Pick<Quota, 'periodEnd' | 'resetPeriod' | 'timeZone'>;

/** `resets in 3 h 12 min`, the exact time on hover; nothing for a quota that never resets. */
export function ResetsIn({ quota: { periodEnd, timeZone } }: { quota: Resetting }) {
  const { t } = useTranslation('usage');
  const { t: tCommon } = useTranslation();
  const now = useNow();
  if (periodEnd === null) return t('reset.never');
  const exact = tCommon('time.exact', { date: formatExact(periodEnd, timeZone), zone: timeZone });
  return (
    <Tooltip title={exact}>
      <time dateTime={periodEnd} className="number">
        {t('reset.in', { duration: formatDuration(Date.parse(periodEnd) - now) })}
      </time>
    </Tooltip>
  );
}

/** `00:00, Shanghai` of a quota by the day, `1 Dec, Shanghai` of one by the month. */
export function ResetAt({ quota: { periodEnd, resetPeriod, timeZone } }: { quota: Resetting }) {
  const { t } = useTranslation('usage');
  if (periodEnd === null) return null;
  const time = resetPeriod === 'daily' ? formatTime(periodEnd, timeZone) : formatDay(periodEnd, timeZone);
  return t('reset.at', { time, city: zonePlace(timeZone) });
}
