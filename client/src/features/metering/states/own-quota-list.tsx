import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { levelOf } from '../../../ui/quotas/level.tsx';
import styles from './own-quota-list.module.css';
import { QuotaRow } from './quota-row.tsx';
import { UnwatchedRow } from './unwatched-row.tsx';

/** More features than this are folded, down to so many of each list. */
const mostOpen = 12;
const firstOnes = 6;

/** Every feature of the account: limited ones with their bars, then what needs no watching. */
export function OwnQuotaList() {
  const { t } = useTranslation('usage');
  const nameOf = usePublicFeatureName();
  const { search } = useLocation();
  const { features: quotas = [], overrides = [] } = useQuery(overviewQuery).data ?? {};
  const [isOpen, setOpen] = useState(false);
  const isMany = quotas.length > mostOpen;
  const { limited, urgent } = useAttentionFirst(quotas.filter(isLimited), isMany);
  const others = quotas.filter((quota) => !isLimited(quota));
  const isFolded = isMany && !isOpen;
  const shown = isFolded ? limited.slice(0, Math.max(urgent, firstOnes)) : limited;
  const shownOthers = isFolded ? others.slice(0, firstOnes) : others;
  const hidesAny = shown.length + shownOthers.length < quotas.length;
  const propsOf = (quota: Quota) => ({
    quota,
    name: nameOf(quota.featureCode),
    whyTo: paths.why(quota.featureCode) + search,
  });
  const overrideOf = (quota: Quota) => overrides.find(({ featureCode }) => featureCode === quota.featureCode);
  return (
    <div>
      {shown.length > 0 && (
        <ul className={styles['list']} aria-label={t('quotas')}>
          {shown.map((quota) => (
            <QuotaRow key={quota.featureCode} {...propsOf(quota)} override={overrideOf(quota)} />
          ))}
        </ul>
      )}
      {shownOthers.length > 0 && (
        <ul className={`${styles['list']} ${styles['others']}`} aria-label={t('others')}>
          {shownOthers.map((quota) => (
            <UnwatchedRow key={quota.featureCode} {...propsOf(quota)} />
          ))}
        </ul>
      )}
      {(hidesAny || (isMany && isOpen)) && (
        <Button type="link" className={styles['all'] ?? ''} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('showFewer') : t('showAll', { amount: formatNumber(quotas.length) })}
        </Button>
      )}
    </div>
  );
}

function isLimited({ kind, unlimited, quota, used }: Quota): boolean {
  return kind === 'metered' && !unlimited && (quota > 0 || used > 0);
}

/**
 * Those near their end first; of many, then those that are in use. Decided when the page opens: rows that change
 * places while one reads are lost.
 */
function useAttentionFirst(quotas: Quota[], isMany: boolean): { limited: Quota[]; urgent: number } {
  const [ranks] = useState(
    () => new Map(quotas.map((quota) => [quota.featureCode, rankOf(quota, isMany)] as const)),
  );
  const rank = ({ featureCode }: Quota) => ranks.get(featureCode) ?? 2;
  const limited = quotas.toSorted((a, b) => rank(a) - rank(b));
  return { limited, urgent: limited.filter((quota) => rank(quota) === 0).length };
}

function rankOf(quota: Quota, isMany: boolean): number {
  if (levelOf(usedPercentOf(quota)) !== 'normal' || quota.remaining === 0) return 0;
  return isMany && quota.used + quota.reserved > 0 ? 1 : 2;
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
