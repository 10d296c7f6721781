import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../../api/metering.ts';
import { Chart, type ChartSeries } from '../../../ui/charts/chart.tsx';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { quotaLine } from './quota-line.ts';
import { labelsOf } from './trend-labels.ts';
import { totalOf, useTrend, type TrendWanted } from './use-trend.ts';

interface TrendChartProps extends TrendWanted {
  name: string;
  isComparing: boolean;
  height: number;
}

/** What of a quota does not move with each use. */
function limitOf(quota: Quota | undefined): Pick<Quota, 'quota' | 'resetPeriod'> | null {
  return quota ? { quota: quota.quota, resetPeriod: quota.resetPeriod } : null;
}

/** A feature's use by hour, day or month as bars; the span before as a dashed line, the quota as one across. */
export const TrendChart = memo(function TrendChart(props: TrendChartProps) {
  const { name, isComparing, height, ...wanted } = props;
  const { t } = useTranslation('trends');
  const { current, previous } = useTrend(wanted, isComparing);
  const { granularity, steps } = wanted;
  const quota = useQuery({
    ...overviewQuery,
    select: ({ features }) => limitOf(features.find(({ featureCode }) => featureCode === wanted.featureCode)),
  }).data;
  const span = t(`span.${granularity}`, { count: steps });
  return (
    <QueryView query={current} skeleton={<BlockSkeleton height={height} />}>
      {(statistics) => {
        const points = statistics.series[0]?.points ?? [];
        const before = isComparing ? previous.data : undefined;
        if (totalOf(statistics) === 0 && (!before || totalOf(before) === 0)) {
          return <Notice title={t('emptyTitle', { name })} text={t('emptyText', { span })} />;
        }
        const series: ChartSeries[] = [
          { name: t('current', { span }), values: points.map(({ used }) => used), kind: 'bar' },
        ];
        if (before) {
          const earlier = before.series[0]?.points ?? [];
          series.push({
            name: t(`previous.${granularity}`, { count: steps }),
            values: points.map((_, index) => earlier[index]?.used ?? null),
            kind: 'line',
            isQuiet: true,
          });
        }
        const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
        const limit = quotaLine(quota, granularity, most);
        if (limit !== undefined) {
          series.push({ name: t('quotaNow'), values: points.map(() => limit), kind: 'limit' });
        }
        return (
          <Chart
            title={t('chartTitle', { name, span })}
            labels={labelsOf(
              points.map(({ at }) => at),
              wanted,
            )}
            series={series}
            unit=""
            height={height}
          />
        );
      }}
    </QueryView>
  );
});
