import type { AccountListItem } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { shownAccountsQuery } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber, formatPercent } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import styles from './about-to-run-out.module.css';

const most = 5;

/** Whose quotas are nearly used, the fullest first, and apart from them who has used one up already. */
export function AboutToRunOut() {
  const { t } = useTranslation('accounts');
  const usedUp = useQuery(shownAccountsQuery({ level: '100', sort: 'highest', limit: most, offset: 0 }));
  const out = usedUp.data?.total ?? 0;
  // The list goes on from the fullest: those that are out stand before those that are near.
  const near = useQuery({
    ...shownAccountsQuery({ level: '80', sort: 'highest', limit: most, offset: out }),
    enabled: usedUp.data !== undefined,
  });
  if (!usedUp.data || !near.data) return <StillLoading />;
  if (near.data.total === 0) return <p className="quiet">{t('nearing.none')}</p>;
  return (
    <div className={styles['lists']}>
      <div>
        {near.data.items.length > 0 ? (
          <Accounts items={near.data.items} />
        ) : (
          <p className="quiet">{t('nearing.noneNear')}</p>
        )}
        <Link to={`${paths.admin.accounts}?level=80&sort=highest`} className="number">
          {t('nearing.all', { count: near.data.total })}
        </Link>
      </div>
      {out > 0 && (
        <div>
          <h3>{t('nearing.usedUp')}</h3>
          <Accounts items={usedUp.data.items} />
          <Link to={`${paths.admin.accounts}?level=100&sort=highest`} className="number">
            {t('nearing.all', { count: out })}
          </Link>
        </div>
      )}
    </div>
  );
}

function Accounts({ items }: { items: readonly AccountListItem[] }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  return (
    <ul className={styles['list']}>
      {items.map(({ id, name, highest }) => (
        <li key={id}>
          <Link to={paths.admin.account(id)} className={styles['name']}>
            {name}
          </Link>
          {highest && (
            <>
              <span className={`${styles['use']} number`}>
                {t('nearing.use', {
                  feature: featureName(highest.featureCode),
                  used: formatNumber(highest.used),
                  quota: formatNumber(highest.quota),
                })}
              </span>
              <span className="number">{formatPercent(highest.percent)}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
