import type { Refusal } from '@meterstone/server/contract/payments/admin-inbox';
import { useTranslation } from 'react-i18next';
import { formatDate, formatNumber } from '../../../lib/language/format.ts';
import { useAdminProviderName } from '../../../ui/texts/use-provider-name.ts';
import styles from './inbox.module.css';
import { useInboxWords } from './use-inbox-words.ts';

/** How many callbacks anybody may have sent were thrown away, by day of UTC. */
export function RefusalTable({ refusals }: { refusals: readonly Refusal[] }) {
  const { t } = useTranslation('paymentsInbox');
  const providerName = useAdminProviderName();
  const { refusalText } = useInboxWords();
  if (refusals.length === 0) return <p className="quiet">{t('refusals.none')}</p>;
  return (
    <table className={styles['days']}>
      <thead>
        <tr>
          <th scope="col">{t('refusals.day')}</th>
          <th scope="col">{t('refusals.provider')}</th>
          <th scope="col">{t('refusals.why')}</th>
          <th scope="col">{t('refusals.count')}</th>
        </tr>
      </thead>
      <tbody>
        {refusals.map(({ day, provider, reason, count }) => (
          <tr key={`${day} ${provider} ${reason}`}>
            <td className="number">{formatDate(day, 'UTC')}</td>
            <td>{providerName(provider)}</td>
            <td>{refusalText(reason)}</td>
            <td className="number">{formatNumber(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
