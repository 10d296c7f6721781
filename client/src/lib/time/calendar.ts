/**
 * Days on the calendar of a time zone, written `2026-11-21`. An account's days begin where the server's SQL says so.
 */

const hourMs = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** What the clocks of the zone show, read as if it were UTC: milliseconds. */
export function localTimeOf(at: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The day that it is there at this instant. */
export function dateOf(at: number, timeZone: string): string {
  return new Date(localTimeOf(at, timeZone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a day, in milliseconds; also where the clock jumps over midnight or shows it twice
 * (the same as `day_start` in SQL).
 */
export function startOfDay(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Far enough to be before and after that midnight in any zone, and before and after any change of its clocks.
  const starts = [-26, 26].map((hours) => {
    const near = midnight + hours * hourMs;
    return midnight - (localTimeOf(near, timeZone) - near);
  });
  const inDay = starts.filter((start) => dateOf(start, timeZone) === date);
  return Math.min(...(inDay.length > 0 ? inDay : starts));
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * hourMs).toISOString().slice(0, 10);
}

/** The first day of the month that is so many months later. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** Whether this is a day that there is, such as `2026-02-28`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
