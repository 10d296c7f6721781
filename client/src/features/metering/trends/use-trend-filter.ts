import type { Granularity } from '@meterstone/server/contract/http';
import { useSearchParams } from 'react-router';
import { withQuery } from '../../../url/with-query.ts';

export const granularities = ['hour', 'day', 'month'] as const satisfies readonly Granularity[];

/** How far back one may look by each; the first is the usual. */
export const spanSteps: Record<Granularity, readonly [number, ...number[]]> = {
  hour: [24, 48, 72],
  day: [30, 7, 90],
  month: [12, 6, 24],
};

export interface TrendFilter {
  /** Undefined until somebody chose. */
  featureCode: string | undefined;
  granularity: Granularity;
  steps: number;
  isComparing: boolean;
}

/** What a trend is shown of, in the address. */
export function useTrendFilter(): [TrendFilter, (changed: Partial<TrendFilter>) => void] {
  const [query, setQuery] = useSearchParams();
  const granularity = granularities.find((known) => known === query.get('by')) ?? 'day';
  const filter: TrendFilter = {
    featureCode: query.get('feature') ?? undefined,
    granularity,
    steps:
      spanSteps[granularity].find((steps) => String(steps) === query.get('span')) ??
      spanSteps[granularity][0],
    isComparing: query.get('compare') === 'true',
  };
  const change = (changed: Partial<TrendFilter>) =>
    setQuery(
      (before) =>
        withQuery(before, {
          ...(changed.featureCode !== undefined && { feature: changed.featureCode }),
          ...(changed.granularity !== undefined && { by: changed.granularity, span: undefined }),
          ...(changed.steps !== undefined && { span: String(changed.steps) }),
          ...(changed.isComparing !== undefined && { compare: changed.isComparing ? 'true' : undefined }),
        }),
      { replace: true, preventScrollReset: true },
    );
  return [filter, change];
}
