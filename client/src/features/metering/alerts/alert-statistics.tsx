import { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { alertStatisticsQuery } from '../../../api/metering.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import styles from './alert-statistics.module.css';

const worstFirst = AlertLevel.options.toReversed();

/** How many alerts there were of each level, and how many wait to be read. Keeps its room while loading. */
export function AlertStatisticsLine() {
  const { t } = useTranslation('alerts');
  const statistics = useQuery(alertStatisticsQuery).data;
  const show = (count: number | undefined) => (count === undefined ? '–' : formatNumber(count));
  // Most have no quota that credits pay beyond.
  const hasLevel = (level: AlertLevel) =>
    level !== 'overage_started' || (statistics?.byLevel[level] ?? 0) > 0;
  return (
    <dl className={styles['line']}>
      <div>
        <dt>{t('unread')}</dt>
        <dd className="number">{show(statistics?.unread)}</dd>
      </div>
      {worstFirst.filter(hasLevel).map((level) => (
        <div key={level}>
          <dt>
            <LevelTag level={level} />
          </dt>
          <dd className="number">{show(statistics?.byLevel[level])}</dd>
        </div>
      ))}
    </dl>
  );
}
