import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import type { HealthReport } from '@meterstone/server/contract/health';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './check-list.module.css';
import { FindingList } from './finding-list.tsx';

/** Each check, what it asks, and what it found. */
export function CheckList({ report: { checks, findings, status } }: { report: HealthReport }) {
  return (
    <div className={styles['checks']}>
      {checks.map(({ check, findings: count }) => (
        <Check
          key={check}
          check={check}
          count={count}
          isKnown={status !== 'unknown'}
          findings={findings.filter((finding) => finding.check === check)}
        />
      ))}
    </div>
  );
}

interface CheckProps {
  check: HealthReport['checks'][number]['check'];
  count: number;
  /** All has been looked at once. */
  isKnown: boolean;
  findings: HealthReport['findings'];
}

function Check({ check, count, isKnown, findings }: CheckProps) {
  const { t } = useTranslation('health');
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['check']}>
      <header className={styles['header']}>
        <div>
          <h2 id={id}>{t(`check.${check}`)}</h2>
          <p className="quiet">{t(`asks.${check}`)}</p>
        </div>
        <span className={styles['tag']} data-found={count > 0}>
          {count > 0 ? (
            <>
              <CloseCircleFilled aria-hidden /> {t('findings', { count })}
            </>
          ) : (
            isKnown && (
              <>
                <CheckCircleFilled aria-hidden /> {t('sound')}
              </>
            )
          )}
        </span>
      </header>
      {findings.length > 0 && <FindingList findings={findings} />}
      {findings.length < count && <p className="quiet">{t('more', { count: count - findings.length })}</p>}
    </section>
  );
}
