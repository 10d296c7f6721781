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
/** Where more than these are out, those that are near are asked for apart. */
const mostAtOnce = 20;
const fullestFirst = { sort: 'highest', limit: most } as const;

/** Whose quotas are nearly used, the fullest first, and apart from them who has used one up already. */
export function AboutToRunOut() {
  const { t } = useTranslation('accounts');
  const fullest = useQuery(
    shownAccountsQuery({ ...fullestFirst, level: '80', limit: mostAtOnce, offset: 0 }),
  ).data;
  const usedUp = useQuery(shownAccountsQuery({ ...fullestFirst, level: '100', offset: 0 })).data;
  const out = usedUp?.total ?? 0;
  const isFar = out >= mostAtOnce;
  const further = useQuery({
    ...shownAccountsQuery({ ...fullestFirst, level: '80', offset: out }),
    enabled: isFar,
  }).data;
  if (!fullest || !usedUp || (isFar && !further)) return <StillLoading />;
  const near =
    (isFar ? further : fullest)?.items.filter(({ highest }) => (highest?.percent ?? 0) < 100) ?? [];
  if (fullest.total === 0) return <p className="quiet">{t('nearing.none')}</p>;
  return (
    <div className={styles['lists']}>
      <div>
        {near.length > 0 ? (
          <Accounts items={near.slice(0, most)} />
        ) : (
          <p className="quiet">{t('nearing.noneNear')}</p>
        )}
        <Link to={`${paths.admin.accounts}?level=80&sort=highest`} className="number">
          {t('nearing.all', { count: fullest.total })}
        </Link>
      </div>
      {out > 0 && (
        <div>
          <h3>{t('nearing.usedUp')}</h3>
          <Accounts items={usedUp.items} />
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
