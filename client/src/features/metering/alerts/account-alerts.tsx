import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountAlertsQuery } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber, formatPercent } from '../../../lib/language/format.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import styles from './account-alerts.module.css';
import { AlertOutcome } from './alert-outcome.tsx';

const pageSize = 20;

/** Alerts of the account by feature and period, newest first. */
export function AccountAlerts({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const [page, setPage] = useState(1);
  const alerts = useQuery(accountAlertsQuery(account.id, { limit: pageSize, offset: (page - 1) * pageSize }));
  return (
    <PagedList
      query={alerts}
      page={page}
      pageSize={pageSize}
      empty={<Notice title={t('alerts.none')} text={t('alerts.noneText')} />}
      onPage={setPage}
    >
      {(alert) => (
        <ListLine
          mark={<LevelTag level={alert.levelNow} />}
          time={<RelativeTime at={alert.createdAt} timeZone={account.timeZone} />}
        >
          <span className="number">
            {t('alerts.sentence', {
              feature: featureName(alert.featureCode),
              threshold: formatPercent(alert.threshold),
              used: formatNumber(alert.used),
              quota: formatNumber(alert.quota),
            })}
          </span>
          <span className={styles['outcome']}>
            <AlertOutcome alert={alert} />
          </span>
        </ListLine>
      )}
    </PagedList>
  );
}
