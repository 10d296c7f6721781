import { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { alertStatisticsQuery, overviewQuery } from '../../../api/metering.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { LevelTag, type Level } from '../../../ui/quotas/level.tsx';
import { levelNowOf } from '../paying/level-now.ts';
import { usePaidFeatures } from '../paying/use-paying-rate.ts';
import styles from './alert-statistics.module.css';

const worstFirst = AlertLevel.options.toReversed();

/** How many alerts wait to be read, and how many quotas stand at each level now. Keeps its room while loading. */
export function AlertStatisticsLine() {
  const { t } = useTranslation('alerts');
  const unread = useQuery(alertStatisticsQuery).data?.unreadFolded;
  const quotas = useQuery({ ...overviewQuery, select: ({ features }) => features }).data;
  const paid = usePaidFeatures();
  const levels = quotas && paid && levelsNow(quotas, paid);
  const show = (count: number | undefined) => (count === undefined ? '–' : formatNumber(count));
  const countOf = (level: AlertLevel) => levels?.filter((now) => now === level).length;
  // Most have no quota that credits pay beyond.
  const hasLevel = (level: AlertLevel) => level !== 'overage_started' || (countOf(level) ?? 0) > 0;
  return (
    <dl className={styles['line']}>
      <div>
        <dt>{t('unread')}</dt>
        <dd className="number">{show(unread)}</dd>
      </div>
      {worstFirst.filter(hasLevel).map((level) => (
        <div key={level}>
          <dt>
            <LevelTag level={level} /> {t('atPresent')}
          </dt>
          <dd className="number">{show(countOf(level))}</dd>
        </div>
      ))}
    </dl>
  );
}

function levelsNow(quotas: readonly Quota[], paid: ReadonlySet<string>): Level[] {
  return quotas
    .filter(({ kind }) => kind === 'metered')
    .map((quota) => levelNowOf(quota, paid.has(quota.featureCode)));
}
