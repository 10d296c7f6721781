import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../../api/use-session.ts';
import { useMeteredFeatures, useUrgentFeature } from '../../../features/metering/metered-features.ts';
import { TrendChart } from '../../../features/metering/trends/trend-chart.tsx';
import {
  CompareSwitch,
  FeatureSelect,
  GranularitySelect,
} from '../../../features/metering/trends/trend-controls.tsx';
import { spanSteps, useTrendFilter } from '../../../features/metering/trends/use-trend-filter.ts';
import { paths } from '../../../paths.ts';
import styles from './overview-trend.module.css';

/** One feature's last month, day or year at a glance; the rest is on the page of its own. Rests while bars move. */
export const OverviewTrend = memo(function OverviewTrend() {
  const { t } = useTranslation('trends');
  const { timeZone } = useMe().account;
  const [filter, change] = useTrendFilter();
  const urgent = useUrgentFeature();
  const features = useMeteredFeatures();
  const { granularity, isComparing } = filter;
  const feature = features.find(({ code }) => code === (filter.featureCode ?? urgent)) ?? features[0];
  if (!feature) return null;
  const [steps] = spanSteps[granularity];
  return (
    <section className={styles['section']} aria-labelledby="trend">
      <div className={styles['head']}>
        <h2 id="trend" className={styles['title']}>
          {t('overviewTitle', { span: t(`span.${granularity}`, { count: steps }) })}
        </h2>
        <div className={styles['controls']}>
          <FeatureSelect
            value={feature.code}
            features={features}
            onChange={(featureCode) => change({ featureCode })}
          />
          <GranularitySelect filter={filter} onChange={change} />
          <CompareSwitch filter={filter} onChange={change} />
        </div>
        <Link to={paths.records} className={styles['records'] ?? ''}>
          {t('recentRecords')} <span aria-hidden>→</span>
        </Link>
      </div>
      <TrendChart
        featureCode={feature.code}
        name={feature.name}
        granularity={granularity}
        steps={steps}
        timeZone={timeZone}
        isComparing={isComparing}
        height={200}
      />
    </section>
  );
});
