import type { RecordFilter } from '../../../api/metering.ts';
import { addDays, dateOf, isDate, startOfDay } from '../../../lib/time/calendar.ts';

/** The filter of the records page as its address holds it, and as the API takes it. */
export interface AddressedFilter {
  filter: RecordFilter;
  /** First and last day, on the account's calendar. */
  firstDay: string | undefined;
  lastDay: string | undefined;
  /** The span begins or ends within a day, as months do that are counted from a registration. */
  isWithinDays: boolean;
}

const kinds = ['use', 'void', 'reset'] as const;

/**
 * Reads an address: `from` and `to` are days, the last one included, or exact instants. What makes no sense is left
 * out.
 */
export function readRecordFilter(query: URLSearchParams, timeZone: string): AddressedFilter {
  const from = readEdge(query.get('from'), (day) => startOfDay(day, timeZone));
  const to = readEdge(query.get('to'), (day) => startOfDay(addDays(day, 1), timeZone));
  const late = query.get('late');
  return {
    filter: {
      featureCode: query.get('feature') ?? undefined,
      kind: kinds.find((kind) => kind === query.get('kind')),
      late: late === 'true' ? true : late === 'false' ? false : undefined,
      from: from && new Date(from.at).toISOString(),
      to: to && new Date(to.at).toISOString(),
    },
    firstDay: from && dateOf(from.at, timeZone),
    lastDay: to && dateOf(to.at - 1, timeZone),
    isWithinDays: from?.isDay === false || to?.isDay === false,
  };
}

function readEdge(
  text: string | null,
  ofDay: (day: string) => number,
): { at: number; isDay: boolean } | undefined {
  if (text === null) return undefined;
  if (isDate(text)) return { at: ofDay(text), isDay: true };
  // Without a time it is no instant, though `Date` would make one of 30 February.
  const at = text.includes('T') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : { at, isDay: false };
}

/** `from` and `to` of a period in an address: as days where it begins and ends with them, else exactly. */
export function addressPeriod(
  period: { start: string; end: string | null },
  timeZone: string,
): { from: string; to?: string } {
  const dayBegunAt = (instant: string): string | undefined => {
    const day = dateOf(Date.parse(instant), timeZone);
    return startOfDay(day, timeZone) === Date.parse(instant) ? day : undefined;
  };
  const from = dayBegunAt(period.start) ?? period.start;
  if (period.end === null) return { from };
  const dayAfter = dayBegunAt(period.end);
  return { from, to: dayAfter === undefined ? period.end : addDays(dayAfter, -1) };
}
