import type { Granularity } from '@meterstone/server/contract/http';
import type { Statistics } from '@meterstone/server/contract/metering/records';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { statisticsQuery } from '../../../api/metering.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { currentSpan, previousSpan } from './spans.ts';

export interface TrendWanted {
  featureCode: string;
  granularity: Granularity;
  /** How many hours, days or months. */
  steps: number;
  timeZone: string;
}

/** How often the point moves on up to which both are compared. */
export const stepMs = 5 * 60_000;

/** A feature's use over the last steps and, up to the same point, over as many before. */
export function useTrend(
  { featureCode, ...wanted }: TrendWanted,
  isComparing: boolean,
): { current: UseQueryResult<Statistics>; previous: UseQueryResult<Statistics> } {
  const span = { ...wanted, now: useNow(stepMs) };
  const { granularity } = wanted;
  return {
    current: useQuery(statisticsQuery({ featureCode, granularity, ...currentSpan(span) })),
    previous: useQuery({
      ...statisticsQuery({ featureCode, granularity, ...previousSpan(span) }),
      enabled: isComparing,
    }),
  };
}

/** What was used over the whole span. */
export function totalOf(statistics: Statistics): number {
  return statistics.totals.reduce((sum, { used }) => sum + used, 0);
}
