import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { refresh } from '../../../api/live/refresher.ts';
import { alertsKey, explanationsKey, overviewKey, overviewQuery } from '../../../api/metering.ts';

/** Clocks differ: so much later the new period has begun on the server, too. */
const graceMs = 1_000;
/** Timers know no longer times; what ends later is looked at again by then. */
const longestMs = 2 ** 31 - 1;

/** Asks again when the next period begins: no event tells it, as nothing happens then but that time goes by. */
export function usePeriodTurn(): void {
  const next = useQuery({
    ...overviewQuery,
    select: ({ features }) =>
      features.reduce<number | null>((earliest, { periodEnd }) => {
        const end = periodEnd === null ? Number.POSITIVE_INFINITY : Date.parse(periodEnd);
        return end < (earliest ?? Number.POSITIVE_INFINITY) ? end : earliest;
      }, null),
  }).data;
  useEffect(() => {
    if (next === null || next === undefined) return;
    const timer = setTimeout(
      () => {
        refresh(overviewKey);
        refresh(explanationsKey);
        refresh(alertsKey);
      },
      Math.min(longestMs, Math.max(0, next - Date.now()) + graceMs),
    );
    return () => clearTimeout(timer);
  }, [next]);
}
