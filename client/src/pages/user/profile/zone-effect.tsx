import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timeZonePreviewQuery } from '../../../api/metering.ts';
import { formatDuration, zonedDayTime } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';

/** What a move to this zone would do to the quotas of today, or of the month where there are none by the day. */
export function ZoneEffect({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation('profile');
  const now = useNow();
  const { data: periods } = useQuery(timeZonePreviewQuery(timeZone));
  if (!periods) return null;
  const ofToday = periods.filter(({ resetPeriod }) => resetPeriod === 'daily');
  const shown = ofToday.length > 0 ? ofToday : periods;
  const ends = shown.map(({ movedEnd }) => movedEnd).toSorted();
  const [first, last] = [ends[0], ends.at(-1)];
  const until = (end: string) => ({
    at: zonedDayTime(end, timeZone),
    duration: formatDuration(Date.parse(end) - now),
  });
  function text(): string {
    if (first === undefined || last === undefined) return t('timeZone.then.none');
    if (ofToday.length > 0) return t('timeZone.then.daily', until(last));
    return first === last
      ? t('timeZone.then.monthly', until(last))
      : t('timeZone.then.monthlyFrom', until(first));
  }
  return <span role="status">{text()}</span>;
}
