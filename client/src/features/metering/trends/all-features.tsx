import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { statisticsQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { Chart } from '../../../ui/charts/chart.tsx';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { currentSpan } from './spans.ts';
import { labelsOf } from './trend-labels.ts';
import { stepMs, type TrendWanted } from './use-trend.ts';

interface AllFeaturesProps extends Omit<TrendWanted, 'featureCode'> {
  height: number;
}

/** How often each feature was used, one upon the other: their amounts are of many units, and have no sum. */
export function AllFeatures({ height, ...wanted }: AllFeaturesProps) {
  const { t } = useTranslation('trends');
  const nameOf = usePublicFeatureName();
  const { granularity, steps } = wanted;
  const query = useQuery(
    statisticsQuery({ granularity, ...currentSpan({ ...wanted, now: useNow(stepMs) }) }),
  );
  const span = t(`span.${granularity}`, { count: steps });
  return (
    <QueryView query={query} skeleton={<BlockSkeleton height={height} />}>
      {({ series }) => {
        const [first] = series;
        if (!first) return <Notice title={t('all.emptyTitle')} text={t('emptyText', { span })} />;
        return (
          <Chart
            title={t('all.chartTitle', { span })}
            labels={labelsOf(
              first.points.map(({ at }) => at),
              wanted,
            )}
            series={series.map(({ featureCode, points }) => ({
              name: nameOf(featureCode),
              values: points.map(({ events }) => events),
              kind: 'bar',
              isStacked: true,
            }))}
            unit=""
            height={height}
          />
        );
      }}
    </QueryView>
  );
}
