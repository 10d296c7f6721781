import type { EChartsOption, EChartsType } from 'echarts';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShort, formatNumber } from '../../lib/language/format.ts';
import { prefersReducedMotion } from '../../lib/theme/motion.ts';
import { fontFamily, palette, seriesColours } from '../../lib/theme/palette.ts';
import { useTheme, type Theme } from '../../lib/theme/theme.ts';
import { BlockSkeleton } from '../feedback/block-skeleton.tsx';
import styles from './chart.module.css';

export interface ChartSeries {
  name: string;
  /** One for each label; null leaves a gap. */
  values: (number | null)[];
  /** A limit is drawn as a line across. */
  kind: 'bar' | 'line' | 'limit';
  /** The period before: drawn behind, dashed. */
  isQuiet?: boolean;
  /** Bars of one label stand one upon the other. */
  isStacked?: boolean;
}

interface ChartProps {
  /** What the chart shows, in a sentence: its name for screen readers, and its caption. */
  title: string;
  labels: string[];
  series: ChartSeries[];
  unit: string;
  /** How a value is said, where it is no plain number. */
  format?: (value: number) => string;
  height?: number;
  /** Bars from left to right, one for each label, as of the top five. */
  isHorizontal?: boolean;
}

/** Draws series over labels; below it, for screen readers and whoever asks, the same as a table. */
export function Chart(props: ChartProps) {
  const { title, labels, series, unit, format = formatNumber, height = 260 } = props;
  const { t } = useTranslation();
  const theme = useTheme();
  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const captionId = useId();

  useEffect(() => {
    let isGone = false;
    let observer: ResizeObserver | undefined;
    import('./echarts.ts').then(
      ({ init }) => {
        if (isGone || !canvas.current) return;
        const made = init(canvas.current);
        chart.current = made;
        observer = new ResizeObserver(() => made.resize());
        observer.observe(canvas.current);
        setLoaded(true);
      },
      // The connection broke: the table has the same to say.
      () => setFailed(true),
    );
    return () => {
      isGone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (isLoaded) chart.current?.setOption(optionOf(props, theme), { notMerge: true });
  }, [isLoaded, props, theme]);

  return (
    <figure className={styles['figure']} aria-labelledby={captionId}>
      <figcaption id={captionId} className="only-for-screen-readers">
        {title}
      </figcaption>
      <div className={styles['canvas']} style={{ height: hasFailed ? 0 : height }} aria-hidden>
        {!isLoaded && !hasFailed && <BlockSkeleton height={height} />}
        <div ref={canvas} className={styles['drawing']} />
      </div>
      <details className={styles['table']} open={hasFailed}>
        <summary>{t('chart.table')}</summary>
        <div className={styles['scroll']} tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('chart.time')}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name} {unit && <span className="quiet">{unit}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {labels.map((label, index) => (
                // Labels may repeat, and a row is its place.
                <tr key={index}>
                  <th scope="row">{label}</th>
                  {series.map(({ name, values }) => {
                    const value = values[index];
                    return <td key={name}>{typeof value === 'number' ? format(value) : '–'}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

type Colours = (typeof palette)[Theme];

function optionOf(
  { labels, series, unit, format = formatNumber, isHorizontal = false }: ChartProps,
  theme: Theme,
): EChartsOption {
  const colours = palette[theme];
  const text = { color: colours.quiet, fontFamily, fontSize: 12 };
  const categories = {
    type: 'category' as const,
    data: labels,
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true },
    inverse: isHorizontal,
  };
  const values = {
    type: 'value' as const,
    minInterval: 1,
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { ...text, formatter: (value: number) => formatShort(value) },
  };
  return {
    animationDuration: 200,
    animation: !prefersReducedMotion(),
    color: [...seriesColours[theme]],
    grid: { left: 4, right: 12, top: series.length > 1 ? 36 : 12, bottom: 4, outerBoundsMode: 'same' },
    ...(series.length > 1 && {
      legend: { top: 0, left: 0, textStyle: text, icon: 'roundRect', itemHeight: 8 },
    }),
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontFamily, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? `${format(value)} ${unit}` : '–'),
    },
    xAxis: isHorizontal ? values : categories,
    yAxis: isHorizontal ? categories : values,
    series: series.map((one) => drawn(one, colours, isHorizontal)),
  };
}

function drawn(
  { name, values: data, kind, isQuiet = false, isStacked = false }: ChartSeries,
  colours: Colours,
  isHorizontal: boolean,
) {
  switch (kind) {
    case 'bar':
      return {
        name,
        type: 'bar' as const,
        data,
        barMaxWidth: isHorizontal ? 14 : 28,
        ...(isStacked
          ? { stack: 'all' }
          : { itemStyle: { borderRadius: isHorizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] } }),
        ...(isQuiet && { itemStyle: { color: colours.line } }),
      };
    case 'line':
      return {
        name,
        type: 'line' as const,
        data,
        showSymbol: data.length < 3,
        lineStyle: isQuiet ? { type: 'dashed' as const, width: 1.5, color: colours.quiet } : { width: 2 },
        ...(isQuiet && { itemStyle: { color: colours.quiet } }),
      };
    case 'limit':
      return {
        name,
        type: 'line' as const,
        data,
        showSymbol: false,
        lineStyle: { width: 1.5, color: colours.critical },
        itemStyle: { color: colours.critical },
      };
  }
}
