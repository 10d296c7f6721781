import type { RecordFilter } from '../../../api/metering.ts';
import { addDays, dateOf, startOfDay } from '../../../lib/time/calendar.ts';
import { readSpan, type AddressedSpan } from '../../../url/span.ts';

/** The filter of the records page as its address holds it, and as the API takes it. */
export interface AddressedFilter extends Pick<AddressedSpan, 'firstDay' | 'lastDay' | 'isWithinDays'> {
  filter: RecordFilter;
}

const kinds = ['use', 'void', 'reset'] as const;

/** Reads an address; what makes no sense is left out. */
export function readRecordFilter(query: URLSearchParams, timeZone: string): AddressedFilter {
  const { from, to, ...days } = readSpan(query, timeZone);
  const late = query.get('late');
  return {
    filter: {
      featureCode: query.get('feature') ?? undefined,
      kind: kinds.find((kind) => kind === query.get('kind')),
      late: late === 'true' ? true : late === 'false' ? false : undefined,
      from,
      to,
    },
    ...days,
  };
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
