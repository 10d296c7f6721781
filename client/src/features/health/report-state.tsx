import {
  CheckCircleFilled,
  CloseCircleFilled,
  LoadingOutlined,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { HealthReport } from '@meterstone/server/contract/health';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/use-session.ts';
import { formatNumber } from '../../lib/language/format.ts';
import { Filled, gap } from '../../ui/texts/filled.tsx';
import { RelativeTime } from '../../ui/texts/times.tsx';
import styles from './report-state.module.css';

const icons = {
  sound: CheckCircleFilled,
  findings: CloseCircleFilled,
  unknown: QuestionCircleFilled,
  looking: LoadingOutlined,
} as const;

/** The answer in one line, and how fresh it is; while all accounts are looked at, what was known before. */
export function ReportState({ report }: { report: HealthReport }) {
  const { t } = useTranslation('health');
  const { timeZone } = useMe().account;
  const { status, checks, lastFull, lastLook, underWay } = report;
  const shown = underWay ? 'looking' : status;
  const Icon = icons[shown];
  const count = checks.reduce((sum, { findings }) => sum + findings, 0);
  return (
    <div className={styles['state']} data-status={shown} role="status">
      <Icon aria-hidden className={styles['icon'] ?? ''} />
      <div>
        <div className={styles['answer']}>
          {shown === 'findings' ? t('state.findings', { count }) : t(`state.${shown}`)}
        </div>
        <div className="quiet number">
          {underWay && (
            <>
              <div>
                {t('state.underWay', { count: underWay.accounts, accounts: formatNumber(underWay.accounts) })}
              </div>
              <div>{t(`state.known.${status}`, { count })}</div>
            </>
          )}
          {lastFull && (
            <div>
              <Filled
                text={
                  lastFull.error === null
                    ? t('state.lastFull', {
                        count: lastFull.accounts,
                        accounts: formatNumber(lastFull.accounts),
                        at: gap('at'),
                      })
                    : t('state.failed', { error: lastFull.error, at: gap('at') })
                }
                parts={{ at: <RelativeTime at={lastFull.startedAt} timeZone={timeZone} /> }}
              />
            </div>
          )}
          {lastLook?.kind === 'recent' && (
            <div>
              <Filled
                text={t('state.lastRecent', {
                  count: lastLook.accounts,
                  accounts: formatNumber(lastLook.accounts),
                  at: gap('at'),
                })}
                parts={{ at: <RelativeTime at={lastLook.startedAt} timeZone={timeZone} /> }}
              />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
