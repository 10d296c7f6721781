import { addDays, dateOf, isDate, startOfDay } from '../lib/time/calendar.ts';

/** A span of time as an address holds it, and as the API takes it: instants in UTC, `to` not included. */
export interface AddressedSpan {
  from: string | undefined;
  to: string | undefined;
  /** First and last day, on the account's calendar. */
  firstDay: string | undefined;
  lastDay: string | undefined;
  /** The span begins or ends within a day, as months do that are counted from a registration. */
  isWithinDays: boolean;
}

/**
 * Reads `from` and `to` of an address: days of the account's calendar, the last one included, or exact instants. What
 * makes no sense is left out.
 */
export function readSpan(query: URLSearchParams, timeZone: string): AddressedSpan {
  const from = readEdge(query.get('from'), (day) => startOfDay(day, timeZone));
  const to = readEdge(query.get('to'), (day) => startOfDay(addDays(day, 1), timeZone));
  return {
    from: from && new Date(from.at).toISOString(),
    to: to && new Date(to.at).toISOString(),
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
