import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { featureListQuery } from '../../api/catalog.ts';
import { useMe } from '../../api/use-session.ts';
import { formatNumber } from '../../lib/language/format.ts';
import { inLanguage } from '../../lib/language/translations.ts';
import { paths } from '../../paths.ts';
import { LevelTag } from '../../ui/quotas/level.tsx';
import { RelativeTime } from '../../ui/texts/times.tsx';
import styles from './latest-alerts.module.css';

/** Who came near to a quota last, each leading to the account's alerts. */
export function LatestAlerts({ overview }: { overview: AdminOverview }) {
  const { t, i18n } = useTranslation('insights');
  const { timeZone } = useMe().account;
  const { data: features } = useQuery(featureListQuery);
  const featureName = (code: string) => {
    const feature = features?.find((known) => known.code === code);
    return feature ? inLanguage(feature.name, i18n.language) : code;
  };
  if (overview.latestAlerts.length === 0) return <p className="quiet">{t('alerts.none')}</p>;
  return (
    <ul className={styles['list']}>
      {overview.latestAlerts.map((alert) => (
        <li key={alert.id}>
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
          </span>
          <span className={styles['time']}>
            <RelativeTime at={alert.createdAt} timeZone={timeZone} />
          </span>
        </li>
      ))}
    </ul>
  );
}
