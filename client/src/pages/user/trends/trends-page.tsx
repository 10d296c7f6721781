import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { everyFeature, overviewQuery } from '../../../api/metering.ts';
import { useMe } from '../../../api/use-session.ts';
import { useMeteredFeatures, useUrgentFeature } from '../../../features/metering/metered-features.ts';
import { AllFeatures } from '../../../features/metering/trends/all-features.tsx';
import { Breakdown } from '../../../features/metering/trends/breakdown.tsx';
import { Estimate } from '../../../features/metering/trends/estimate.tsx';
import { TrendChart } from '../../../features/metering/trends/trend-chart.tsx';
import { CompareSwitch, FeatureSelect } from '../../../features/metering/trends/trend-controls.tsx';
import { TrendSummary } from '../../../features/metering/trends/trend-summary.tsx';
import {
  granularities,
  spanSteps,
  useTrendFilter,
} from '../../../features/metering/trends/use-trend-filter.ts';
import { useOwnQuota } from '../../../features/metering/use-own-quota.ts';
import { paths } from '../../../paths.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import styles from './trends-page.module.css';

/** In pixels. */
const chartHeight = 320;

/** How use moves over hours, days and months. */
export function TrendsPage() {
  const { t } = useTranslation('trends');
  const { timeZone } = useMe().account;
  const query = useQuery({ ...overviewQuery, select: ({ accountId }) => accountId });
  const features = useMeteredFeatures();
  return (
    <Page title={t('title')} intro={t('intro')} timeZone={timeZone}>
      <QueryView query={query} skeleton={<TrendSkeleton />}>
        {() =>
          features.length > 0 ? (
            <Trend features={features} />
          ) : (
            <Notice
              title={t('noFeaturesTitle')}
              text={t('noFeaturesText')}
              action={<Link to={paths.plans}>{t('seePlans')}</Link>}
            />
          )
        }
      </QueryView>
    </Page>
  );
}

function Trend({ features }: { features: { code: string; name: string }[] }) {
  const { t } = useTranslation('trends');
  const { timeZone } = useMe().account;
  const [filter, change] = useTrendFilter();
  const urgent = useUrgentFeature();
  const { granularity, steps, isComparing } = filter;
  const isOfAll = filter.featureCode === everyFeature;
  const feature = features.find(({ code }) => code === (filter.featureCode ?? urgent)) ?? features[0];
  if (!feature) return null;
  const wanted = { featureCode: feature.code, granularity, steps, timeZone };
  return (
    <>
      <div className={styles['controls']} role="group" aria-label={t('controls')}>
        <FeatureSelect
          value={isOfAll ? everyFeature : feature.code}
          features={[...features, { code: everyFeature, name: t('all.name') }]}
          onChange={(featureCode) => change({ featureCode })}
        />
        {/* Its choices take the focus; Ant Design would stop at their frame, too. */}
        <Segmented
          tabIndex={-1}
          aria-label={t('granularity')}
          value={granularity}
          options={granularities.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={(value) => change({ granularity: value })}
        />
        <Segmented
          tabIndex={-1}
          aria-label={t('spanLabel')}
          value={steps}
          options={spanSteps[granularity]
            .toSorted((a, b) => a - b)
            .map((value) => ({ value, label: t(`steps.${granularity}`, { count: value }) }))}
          onChange={(value) => change({ steps: value })}
        />
        {!isOfAll && <CompareSwitch filter={filter} onChange={change} />}
      </div>
      {isOfAll ? (
        <AllFeatures granularity={granularity} steps={steps} timeZone={timeZone} height={chartHeight} />
      ) : (
        <>
          <div className={styles['words']}>
            <TrendSummary {...wanted} isComparing={isComparing} />
            <FeatureEstimate featureCode={feature.code} />
          </div>
          <TrendChart {...wanted} name={feature.name} isComparing={isComparing} height={chartHeight} />
          <Breakdown key={feature.code} {...wanted} />
        </>
      )}
    </>
  );
}

function TrendSkeleton() {
  return (
    <div className={styles['skeleton']}>
      <BlockSkeleton height={32} />
      <BlockSkeleton width={280} height={48} />
      <BlockSkeleton height={chartHeight} />
    </div>
  );
}

/** Follows the quota's live numbers, apart from the chart that does not. */
function FeatureEstimate({ featureCode }: { featureCode: string }) {
  const quota = useOwnQuota(featureCode);
  return quota ? <Estimate quota={quota} /> : null;
}
