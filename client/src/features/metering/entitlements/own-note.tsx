import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import { useTranslation } from 'react-i18next';
import { zonedDateTime } from '../../../lib/language/format.ts';

type Override = QuotaOverview['overrides'][number];

/** `your own quota until Dec 20, 2026, 00:00 (Shanghai)`: it is not the plan's, and until when. */
export function OwnNote({ override: { expiresAt }, timeZone }: { override: Override; timeZone: string }) {
  const { t } = useTranslation('usage');
  return (
    <span className="number">
      {expiresAt === null ? t('own') : t('ownUntil', { at: zonedDateTime(expiresAt, timeZone) })}
    </span>
  );
}
