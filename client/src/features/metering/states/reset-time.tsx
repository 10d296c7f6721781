import type { Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { formatDuration, zonedDay, zonedDayTime, zonedNext } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { ExactOnHover } from '../../../ui/texts/times.tsx';

type Resetting = Pick<Quota, 'periodEnd' | 'resetPeriod' | 'timeZone'>;

/** `resets in 3 h 12 min`, the exact time on hover; nothing for a quota that never resets. */
export function ResetsIn({ quota: { periodEnd, timeZone } }: { quota: Resetting }) {
  const { t } = useTranslation('usage');
  const now = useNow();
  if (periodEnd === null) return t('reset.never');
  return (
    <ExactOnHover at={periodEnd} timeZone={timeZone}>
      {t('reset.in', { duration: formatDuration(Date.parse(periodEnd) - now) })}
    </ExactOnHover>
  );
}

/**
 * `00:00 (Shanghai)` of a quota by the day, `1 Dec (Shanghai)` of one by the month, with its hour where details are
 * told, and to the second on hover.
 */
export function ResetAt({
  quota: { periodEnd, resetPeriod, timeZone },
  isDetailed = false,
}: {
  quota: Resetting;
  isDetailed?: boolean;
}) {
  const now = useNow();
  if (periodEnd === null) return null;
  return (
    <ExactOnHover at={periodEnd} timeZone={timeZone}>
      {resetPeriod === 'daily'
        ? zonedNext(periodEnd, timeZone, now)
        : (isDetailed ? zonedDayTime : zonedDay)(periodEnd, timeZone)}
    </ExactOnHover>
  );
}
