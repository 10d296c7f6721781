import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent } from '../../../lib/language/format.ts';
import { labelOf } from './trend-labels.ts';
import { totalOf, useTrend, type TrendWanted } from './use-trend.ts';

interface TrendSummaryProps extends TrendWanted {
  isComparing: boolean;
}

/** What the chart says, in a sentence or two. */
export function TrendSummary({ isComparing, ...wanted }: TrendSummaryProps) {
  const { t } = useTranslation('trends');
  const { current, previous } = useTrend(wanted, isComparing);
  const { granularity, steps, timeZone } = wanted;
  if (!current.data) return null;
  const points = current.data.series[0]?.points ?? [];
  const total = totalOf(current.data);
  const most = points.reduce((top, point) => (point.used > top.used ? point : top), { at: '', used: 0 });
  const earlier = isComparing && previous.data ? totalOf(previous.data) : undefined;
  // The place of the chart says already that nothing is there.
  if (total === 0 && !earlier) return null;
  const span = t(`span.${granularity}`, { count: steps });
  const texts = {
    total: formatNumber(total),
    span,
    most: formatNumber(most.used),
    when: most.at && labelOf(most.at, granularity, steps, timeZone),
  };
  return (
    <>
      <p className="number">
        {most.used > 0 ? t(`summary.${granularity}`, texts) : t('summary.none', { span })}
        {earlier !== undefined && (
          <> {differenceText(t, total, earlier, t(`before.${granularity}`, { count: steps }))}</>
        )}
      </p>
      {earlier !== undefined && earlier > 0 && <p className="quiet">{t('compareHelp')}</p>}
    </>
  );
}

function differenceText(
  t: ReturnType<typeof useTranslation<'trends'>>['t'],
  total: number,
  earlier: number,
  before: string,
): string {
  if (earlier === 0) return t('difference.none', { before });
  const percent = formatPercent(Math.round((Math.abs(total - earlier) / earlier) * 100));
  const texts = { before, percent, amount: formatNumber(earlier) };
  if (total === earlier) return t('difference.same', texts);
  return total > earlier ? t('difference.more', texts) : t('difference.less', texts);
}
