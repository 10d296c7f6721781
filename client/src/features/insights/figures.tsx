import type { AdminOverview } from '@meterstone/server/contract/insights';
import { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '../../lib/language/format.ts';
import { paths } from '../../paths.ts';
import { LevelTag } from '../../ui/quotas/level.tsx';
import styles from './figures.module.css';

/** The numbers that an admin looks for first. */
export function Figures({ overview }: { overview: AdminOverview }) {
  const { t } = useTranslation('insights');
  const { accounts, plans, usesPerMinute, alertsToday } = overview;
  return (
    <dl className={styles['figures']}>
      <Figure
        name={<Link to={paths.admin.accounts}>{t('figures.accounts')}</Link>}
        value={accounts.total}
        note={t('figures.newAccounts', { count: accounts.newLast7Days })}
      />
      <Figure
        name={<Link to={paths.admin.plans}>{t('figures.plans')}</Link>}
        value={plans.active}
        note={
          accounts.withoutPlan > 0
            ? t('figures.withoutPlan', { count: accounts.withoutPlan })
            : t('figures.allHavePlan')
        }
      />
      <Figure
        name={t('figures.lastMinute')}
        value={usesPerMinute.lastMinute}
        note={t('figures.lastHour', {
          count: formatNumber(usesPerMinute.perMinute.reduce((sum, { events }) => sum + events, 0)),
        })}
      />
      <Figure
        name={t('figures.alerts')}
        value={AlertLevel.options.reduce((sum, level) => sum + alertsToday[level], 0)}
        note={
          <span className={styles['levels']}>
            {AlertLevel.options.map((level) => (
              <span key={level} className={styles['level']}>
                <LevelTag level={level} />
                <span>{formatNumber(alertsToday[level])}</span>
              </span>
            ))}
          </span>
        }
      />
    </dl>
  );
}

function Figure({ name, value, note }: { name: ReactNode; value: number; note: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={`${styles['value']} number`}>{formatNumber(value)}</dd>
      <dd className={`${styles['note']} number`}>{note}</dd>
    </div>
  );
}
