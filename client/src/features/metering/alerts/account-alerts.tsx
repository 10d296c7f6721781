import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Pagination } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountAlertsQuery } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { Outcome } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import styles from '../../../ui/tables/paged-list.module.css';
import { RelativeTime } from '../../../ui/texts/times.tsx';

const pageSize = 20;

/** Thresholds that the account crossed, newest first. */
export function AccountAlerts({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const { timeZone } = useMe().account;
  const [page, setPage] = useState(1);
  const alerts = useQuery(accountAlertsQuery(account.id, { limit: pageSize, offset: (page - 1) * pageSize }));
  return (
    <QueryView query={alerts}>
      {({ items, total }) => (
        <>
          {total === 0 && <Outcome title={t('alerts.none')} text={t('alerts.noneText')} />}
          <ul className={styles['list']}>
            {items.map(({ id, level, featureCode, threshold, used, quota, createdAt }) => (
              <li key={id}>
                <span className={styles['level']}>
                  <LevelTag level={level} />
                </span>
                <span className={`${styles['text']} number`}>
                  {t('alerts.sentence', {
                    feature: featureName(featureCode),
                    threshold,
                    used: formatNumber(used),
                    quota: formatNumber(quota),
                  })}
                </span>
                <span className={styles['time']}>
                  <RelativeTime at={createdAt} timeZone={timeZone} />
                </span>
              </li>
            ))}
          </ul>
          <Pagination
            current={page}
            pageSize={pageSize}
            total={total}
            onChange={setPage}
            showSizeChanger={false}
            hideOnSinglePage
          />
        </>
      )}
    </QueryView>
  );
}
