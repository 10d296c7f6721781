import { useTranslation } from 'react-i18next';
import { zonePlace } from '../../lib/language/format.ts';

/** In which zone the times of a page are told: said once, wherever they are absolute. */
export function ZoneNote({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation();
  return <span title={timeZone}>{t('time.zone', { zone: zonePlace(timeZone) })}</span>;
}
