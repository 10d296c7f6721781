import { HistoryAction } from '@meterstone/server/contract/catalog';
import type { HistoryFilter } from '../../../api/catalog.ts';
import { addDays, isDate, startOfDay } from '../../../lib/time/calendar.ts';
import { pageNumberOf, pageOf } from '../../../url/page-number.ts';

export const pageSize = 20;

/** What an address asks for: as it says it, days on the calendar of the zone, and as the API takes it. */
export interface Addressed {
  planId: string | undefined;
  action: HistoryAction | undefined;
  /** First and last day. */
  from: string | undefined;
  to: string | undefined;
  page: number;
  wanted: HistoryFilter;
}

/** Reads an address; what makes no sense is left out. */
export function readAddress(query: URLSearchParams, timeZone: string): Addressed {
  const dateAt = (name: string) => {
    const text = query.get(name) ?? '';
    return isDate(text) ? text : undefined;
  };
  const planId = query.get('plan') ?? undefined;
  const action = HistoryAction.safeParse(query.get('action')).data;
  const from = dateAt('from');
  const to = dateAt('to');
  const page = pageNumberOf(query);
  const instant = (date: string) => new Date(startOfDay(date, timeZone)).toISOString();
  return {
    planId,
    action,
    from,
    to,
    page,
    wanted: {
      ...(planId !== undefined && { planId }),
      ...(action && { action }),
      ...(from !== undefined && { from: instant(from) }),
      // The last day is meant to its end.
      ...(to !== undefined && { to: instant(addDays(to, 1)) }),
      ...pageOf(page, pageSize),
    },
  };
}
