import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFeatureName } from '../../api/use-catalog-names.ts';
import { formatNumber, formatPercent } from '../../lib/language/format.ts';
import { paths } from '../../paths.ts';
import styles from './about-to-run-out.module.css';

type FullestQuotas = AdminOverview['fullestQuotas'];

/** The quotas that are nearly used, the fullest first, and beside them those whose next use is refused. */
export function AboutToRunOut({ quotas: { near, usedUp } }: { quotas: FullestQuotas }) {
  const { t } = useTranslation('accounts');
  return (
    <>
      <section aria-labelledby="nearing" className={styles['list']}>
        <h2 id="nearing">
          {t('nearing.title')} <span className="quiet">{t('nearing.text')}</span>
        </h2>
        {near.length > 0 ? <Quotas quotas={near} /> : <p className="quiet">{t('nearing.none')}</p>}
        <Link to={`${paths.admin.accounts}?level=80&sort=highest`}>{t('nearing.all')}</Link>
      </section>
      {usedUp.length > 0 && (
        <section aria-labelledby="used-up" className={styles['list']}>
          <h2 id="used-up">
            {t('nearing.usedUp')} <span className="quiet">{t('nearing.usedUpText')}</span>
          </h2>
          <Quotas quotas={usedUp} />
          <Link to={`${paths.admin.accounts}?level=100&sort=highest`}>{t('nearing.allUsedUp')}</Link>
        </section>
      )}
    </>
  );
}

function Quotas({ quotas }: { quotas: FullestQuotas['near'] }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  return (
    <ul>
      {quotas.map(({ accountId, accountName, featureCode, used, quota, paid, percent }) => (
        <li key={`${accountId} ${featureCode}`}>
          <Link to={paths.admin.account(accountId)} className={styles['name']}>
            {accountName}
          </Link>
          <span className={`${styles['use']} number`}>
            {t(paid > 0 ? 'nearing.usePaid' : 'nearing.use', {
              feature: featureName(featureCode),
              used: formatNumber(used),
              quota: formatNumber(quota),
              paid: formatNumber(paid),
            })}
          </span>
          <span className="number">{formatPercent(percent)}</span>
        </li>
      ))}
    </ul>
  );
}
