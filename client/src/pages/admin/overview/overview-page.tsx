import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { adminOverviewQuery } from '../../../api/insights.ts';
import { orderStatisticsQuery } from '../../../api/orders/admin.ts';
import { useMe } from '../../../api/use-session.ts';
import { AboutToRunOut } from '../../../features/insights/about-to-run-out.tsx';
import { Figures } from '../../../features/insights/figures.tsx';
import { FirstSteps } from '../../../features/insights/first-steps.tsx';
import { LatestAlerts } from '../../../features/insights/latest-alerts.tsx';
import { AccountsPerPlan, TopAccounts, TopFeatures } from '../../../features/insights/shares.tsx';
import { DaysChart, MinutesChart } from '../../../features/insights/uses-charts.tsx';
import { Revenue } from '../../../features/orders/revenue/revenue.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { Page } from '../../../ui/page/page.tsx';
import styles from './overview-page.module.css';

export function AdminOverviewPage() {
  const { t } = useTranslation('insights');
  const { timeZone } = useMe().account;
  const overview = useQuery(adminOverviewQuery);
  return (
    <Page title={t('title')} timeZone={timeZone}>
      <QueryView query={overview} skeleton={<OverviewSkeleton />}>
        {(data) => (
          <>
            <Figures overview={data} />
            {hasUses(data) && <Nearing overview={data} />}
            <Sold />
            {hasUses(data) ? <Uses overview={data} /> : <FirstSteps overview={data} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function hasUses({ usesByDay, usesPerMinute, topAccounts }: AdminOverview): boolean {
  return topAccounts.length > 0 || usesPerMinute.lastMinute > 0 || usesByDay.some(({ events }) => events > 0);
}

/** Who needs a word, or a larger plan. */
function Nearing({ overview }: { overview: AdminOverview }) {
  return (
    <div className={`${styles['sections']} ${styles['ruled']}`}>
      <AboutToRunOut quotas={overview.fullestQuotas} />
    </div>
  );
}

/** What was sold, once anything was ordered. */
function Sold() {
  const { t } = useTranslation('adminOrders');
  const { data, isPending } = useQuery(orderStatisticsQuery());
  if (isPending) return <StillLoading />;
  if (!data || data.currencies.length === 0) return null;
  return (
    <Section title={t('revenue.title')} note={t('revenue.note')} isWide>
      <Revenue statistics={data} />
    </Section>
  );
}

function Uses({ overview }: { overview: AdminOverview }) {
  const { t } = useTranslation('insights');
  return (
    <div className={styles['sections']}>
      <Section title={t('minutes.title')} isWide>
        <MinutesChart steps={overview.usesPerMinute.perMinute} />
      </Section>
      <Section title={t('topAccounts.title')} note={t('last24Hours')}>
        <TopAccounts overview={overview} />
      </Section>
      <Section title={t('topFeatures.title')} note={t('last24Hours')}>
        <TopFeatures features={overview.topFeatures} />
      </Section>
      <Section title={t('perPlan.title')}>
        <AccountsPerPlan plans={overview.plans} />
      </Section>
      <Section title={t('days.title')} note={t('days.zone')} isWide>
        <DaysChart steps={overview.usesByDay} />
      </Section>
      <Section title={t('alerts.title')} isWide>
        <LatestAlerts overview={overview} />
      </Section>
    </div>
  );
}

interface SectionProps {
  title: string;
  note?: string;
  /** As wide as the page. */
  isWide?: boolean;
  children: ReactNode;
}

function Section({ title, note, isWide = false, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']} data-wide={isWide}>
      <h2 id={id}>
        {title} {note !== undefined && <span className="quiet">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

function OverviewSkeleton() {
  return (
    <div className={styles['skeleton']}>
      <div className={styles['sections']}>
        {['accounts', 'plans', 'uses'].map((figure) => (
          <Skeleton key={figure} active title={false} paragraph={{ rows: 3 }} />
        ))}
      </div>
      <Skeleton.Node active className={styles['chart'] ?? ''} />
      <Skeleton active title={false} paragraph={{ rows: 6 }} />
    </div>
  );
}
