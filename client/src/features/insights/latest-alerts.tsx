import { CheckCircleFilled } from '@ant-design/icons';
import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFeatureName } from '../../api/use-catalog-names.ts';
import { useMe } from '../../api/use-session.ts';
import { formatNumber } from '../../lib/language/format.ts';
import { paths } from '../../paths.ts';
import { LevelTag } from '../../ui/quotas/level.tsx';
import { RelativeTime } from '../../ui/texts/times.tsx';
import styles from './latest-alerts.module.css';

/** Who came near to a quota last, each leading to the account's alerts. */
export function LatestAlerts({ overview }: { overview: AdminOverview }) {
  const { t } = useTranslation('insights');
  const { timeZone } = useMe().account;
  const featureName = useFeatureName();
  if (overview.latestAlerts.length === 0) return <p className="quiet">{t('alerts.none')}</p>;
  return (
    <ul className={styles['list']}>
      {overview.latestAlerts.map((alert) => (
        <li key={alert.id} data-resolved={!alert.holds}>
          <span className={styles['level']}>
            <LevelTag level={alert.level} />
          </span>
          <Link to={`${paths.admin.account(alert.accountId)}?tab=alerts`} className={styles['account']}>
            {alert.accountName}
          </Link>
          <span className={`${styles['text']} number`}>
            {t('alerts.sentence', {
              feature: featureName(alert.featureCode),
              used: formatNumber(alert.used),
              quota: formatNumber(alert.quota),
            })}
            {!alert.holds && (
              <span className={styles['resolved']}>
                <CheckCircleFilled aria-hidden /> {t('alerts.resolved')}
              </span>
            )}
          </span>
          <span className={styles['time']}>
            <RelativeTime at={alert.createdAt} timeZone={timeZone} />
          </span>
        </li>
      ))}
    </ul>
  );
}
