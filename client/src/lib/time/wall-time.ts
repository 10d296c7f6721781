import type { Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { dayjs } from './dayjs.ts';

dayjs.extend(customParseFormat);
dayjs.extend(utc);
dayjs.extend(timezone);

const minutes = 'YYYY-MM-DDTHH:mm';

/** As a wall time is typed: `2030-06-30 18:00`. */
export const typedFormat = 'YYYY-MM-DD HH:mm';

/** What the clocks of the zone show at an instant, for pickers, which know of no zone but the browser's. */
export function wallTimeOf(at: string, zone: string): Dayjs {
  return dayjs(dayjs(at).tz(zone).format(minutes));
}

/** The instant at which the clocks of the zone show what was picked, whatever zone the browser is in. */
export function instantOf(wallTime: Dayjs, zone: string): string {
  return dayjs.tz(wallTime.format(minutes), zone).toISOString();
}

/**
 * What was typed as a wall time, a day alone as its last minute. What is none stays the text that it is, so that it is
 * refused and not passed over.
 */
export function typedWallTime(text: string): Dayjs | string | null {
  if (text.trim() === '') return null;
  const day = dayjs(text.trim(), 'YYYY-MM-DD', true);
  const wallTime = day.isValid() ? day.endOf('day').startOf('minute') : dayjs(text.trim(), typedFormat, true);
  return wallTime.isValid() ? wallTime : text;
}

/** As `instantOf`; a text that is no wall time stays as it is, for the contract to refuse. */
export function typedInstant(typed: Dayjs | string, zone: string): string {
  return typeof typed === 'string' ? typed : instantOf(typed, zone);
}
