import type { Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { formatDuration, zonedDayTime } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { isTooEarly, isTooLittle, usedUpAt } from '../states/pace.ts';

/** Whether the quota lasts until its reset, at the pace of the present period. */
export function Estimate({ quota }: { quota: Quota }) {
  const { t } = useTranslation('trends');
  const now = useNow();
  const { unlimited, remaining, used, periodEnd, timeZone } = quota;
  if (unlimited) return <p>{t('estimate.unlimited')}</p>;
  if (periodEnd === null) return null;
  const reset = zonedDayTime(periodEnd, timeZone);
  if (remaining <= 0) return <p className="number">{t('estimate.usedUp', { reset })}</p>;
  if (used <= 0) return <p className="number">{t('estimate.unused', { reset })}</p>;
  if (isTooEarly(quota, now)) return <p className="number">{t('estimate.tooEarly', { reset })}</p>;
  if (isTooLittle(quota)) return <p className="number">{t('estimate.tooLittle', { reset })}</p>;
  const at = usedUpAt(quota, now);
  if (at === null) return <p className="number">{t('estimate.lasts', { reset })}</p>;
  const time = zonedDayTime(at, timeZone);
  const early = formatDuration(Date.parse(periodEnd) - Date.parse(at));
  return <p className="number">{t('estimate.usedUpAt', { time, early, reset })}</p>;
}
