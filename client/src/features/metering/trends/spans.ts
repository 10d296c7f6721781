import type { Granularity } from '@meterstone/server/contract/http';
import { addDays, addMonths, dateOf, localTimeOf, startOfDay } from '../../../lib/time/calendar.ts';

/** Spans of time that statistics are asked for, and compared. */

const hourMs = 3_600_000;

export interface Span {
  from: string;
  /** Not included. */
  to: string;
}

interface SpanWanted {
  granularity: Granularity;
  /** How many hours, days or months, the one under way included. */
  steps: number;
  now: number;
  timeZone: string;
}

/** The last so many hours, days or months, to the end of the one under way. */
export function currentSpan(wanted: SpanWanted): Span {
  return { from: toInstant(startOfStep(wanted, 1 - wanted.steps)), to: toInstant(startOfStep(wanted, 1)) };
}

/**
 * As many steps before those of `currentSpan`, up to the same point: what is left of the day under way was not used
 * yet, so the same rest of the day before is left out.
 */
export function previousSpan(wanted: SpanWanted): Span {
  const { steps, now } = wanted;
  const elapsed = now - startOfStep(wanted, 0);
  const end = Math.min(startOfStep(wanted, -steps) + elapsed, startOfStep(wanted, 1 - steps));
  return { from: toInstant(startOfStep(wanted, 1 - 2 * steps)), to: toInstant(end) };
}

/** Where the step under way began, or one so many steps later. */
function startOfStep({ granularity, now, timeZone }: SpanWanted, later: number): number {
  switch (granularity) {
    case 'hour': {
      const local = localTimeOf(now, timeZone);
      // Some zones are half an hour off: their hours begin at :30 of UTC.
      return now - (((local % hourMs) + (now % 1_000)) % hourMs) + later * hourMs;
    }
    case 'day':
      return startOfDay(addDays(dateOf(now, timeZone), later), timeZone);
    case 'month':
      return startOfDay(addMonths(dateOf(now, timeZone), later), timeZone);
  }
}

function toInstant(at: number): string {
  return new Date(at).toISOString();
}
