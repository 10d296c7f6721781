import { CheckCircleFilled } from '@ant-design/icons';
import type { FoldedAlert } from '@meterstone/server/contract/metering/alerts';
import { useTranslation } from 'react-i18next';
import { formatCount, formatList, formatPercent } from '../../../lib/language/format.ts';
import styles from './alert-outcome.module.css';

/** What the alert says beside itself: milder ones, those of before a change, and what has made it hold no more. */
export function AlertOutcome({ alert }: { alert: FoldedAlert }) {
  const { t } = useTranslation('alerts');
  const milder = alert.folded.filter(({ quota }) => quota === alert.quota);
  const before = alert.folded.filter(({ quota }) => quota !== alert.quota);
  return (
    <>
      {milder.length > 0 && <span>{t('folded', { percents: percentsOf(milder) })}</span>}
      {before.length > 0 && (
        <span>
          {t('foldedBefore', { percents: percentsOf(before), quota: formatCount(before[0]?.quota ?? 0) })}
        </span>
      )}
      {alert.resolvedBy !== null && (
        <span className={styles['resolved']}>
          <CheckCircleFilled aria-hidden /> {t(`resolvedBy.${alert.resolvedBy}`)}
        </span>
      )}
    </>
  );
}

/** Each once, the mildest first; that credits paid is no share of the quota. */
function percentsOf(alerts: FoldedAlert['folded']): string {
  const thresholds = new Set(alerts.map(({ threshold }) => Math.min(threshold, 100)));
  return formatList([...thresholds].sort((a, b) => a - b).map(formatPercent));
}
