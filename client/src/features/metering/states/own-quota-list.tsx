import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { paths } from '../../../paths.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { levelOf } from '../../../ui/quotas/level.tsx';
import styles from './own-quota-list.module.css';
import { QuotaRow } from './quota-row.tsx';
import { UnwatchedRow } from './unwatched-row.tsx';

/** Every feature of the account: limited ones with their bars, then what needs no watching. */
export function OwnQuotaList() {
  const { t } = useTranslation('usage');
  const nameOf = usePublicFeatureName();
  const { search } = useLocation();
  const quotas = useQuery({ ...overviewQuery, select: ({ features }) => features }).data ?? [];
  const limited = useAttentionFirst(quotas.filter(isLimited));
  const others = quotas.filter((quota) => !isLimited(quota));
  const propsOf = (quota: Quota) => ({
    quota,
    name: nameOf(quota.featureCode),
    whyTo: paths.why(quota.featureCode) + search,
  });
  return (
    <div>
      {limited.length > 0 && (
        <ul className={styles['list']} aria-label={t('quotas')}>
          {limited.map((quota) => (
            <QuotaRow key={quota.featureCode} {...propsOf(quota)} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className={`${styles['list']} ${styles['others']}`} aria-label={t('others')}>
          {others.map((quota) => (
            <UnwatchedRow key={quota.featureCode} {...propsOf(quota)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function isLimited({ kind, unlimited, quota, used }: Quota): boolean {
  return kind === 'metered' && !unlimited && (quota > 0 || used > 0);
}

/** Those near their end first. Decided when the page opens: rows that change places while one reads are lost. */
function useAttentionFirst(quotas: Quota[]): Quota[] {
  const [urgent] = useState(
    () => new Set(quotas.filter(needsAttention).map(({ featureCode }) => featureCode)),
  );
  const rank = ({ featureCode }: Quota) => (urgent.has(featureCode) ? 0 : 1);
  return quotas.toSorted((a, b) => rank(a) - rank(b));
}

function needsAttention(quota: Quota): boolean {
  return levelOf(usedPercentOf(quota)) !== 'normal' || quota.remaining === 0;
}

/** Rows of the height that they will have. */
export function OwnQuotaListSkeleton() {
  return (
    <div>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className={styles['skeleton']}>
          <BlockSkeleton width={160} height={20} />
          <BlockSkeleton height={10} />
          <BlockSkeleton width={240} height={16} />
        </div>
      ))}
    </div>
  );
}
