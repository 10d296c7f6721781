/**
 * Calendars of time zones told by Intl alone, against which the SQL is compared: the two know of each other nothing but
 * the IANA rules.
 */

export interface Day {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in the zone show, as if it were UTC. */
function localTime(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const second = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return second + (((instant % 1000) + 1000) % 1000);
}

/** The day that calendars in the zone show. */
export function localDay(instant: number, zone: string): Day {
  const local = new Date(localTime(instant, zone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/**
 * The first instant, to the minute, at which calendars in the zone show this day; the next day's where it never was.
 */
export function firstInstantOfDay({ year, month, day }: Day, zone: string): number {
  const midnight = Date.UTC(year, month - 1, day);
  // Clocks never differ from UTC by more than 15 hours, and within this span the shown day only moves on, but for
  // changes of the clock around midnight, which the last steps are walked for.
  let [before, at] = [midnight - 16 * 60 * minuteMs, midnight + 16 * 60 * minuteMs];
  while (at - before > minuteMs) {
    const middle = before + Math.floor((at - before) / 2 / minuteMs) * minuteMs;
    if (localTime(middle, zone) >= midnight) at = middle;
    else before = middle;
  }
  const span = 180 * minuteMs;
  if (localTime(at, zone) - localTime(at - span, zone) === span) return at;
  for (let earlier = at - span; earlier < at; earlier += minuteMs) {
    if (localTime(earlier, zone) >= midnight) return earlier;
  }
  return at;
}

/** The anchor's local time so many months later, on the month's last day where it is shorter. */
export function monthBoundary(anchor: number, zone: string, count: number): number {
  const local = new Date(localTime(anchor, zone));
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + count];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(local.getUTCDate(), lastDay);
  return instantOf(Date.UTC(year, month, day) + (local.getTime() % dayMs), zone);
}

/** The same local time so many days later. */
export function daysLater(instant: number, zone: string, days: number): number {
  return instantOf(localTime(instant, zone) + days * dayMs, zone);
}

/** When the day that calendars in the zone show is over. */
export function endOfDay(instant: number, zone: string): number {
  const { year, month, day } = localDay(instant, zone);
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return firstInstantOfDay(
    { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() },
    zone,
  );
}

/**
 * When clocks in the zone show this time: of two such instants the later one; where clocks jump over it, what they
 * show when as much time has passed as if they had not jumped. (As Postgres has it.)
 */
function instantOf(local: number, zone: string): number {
  const offsets = [-dayMs, dayMs].map((shift) => localTime(local + shift, zone) - (local + shift));
  const candidates = offsets
    .map((offset) => local - offset)
    .filter((instant) => localTime(instant, zone) === local);
  if (candidates.length > 0) return Math.max(...candidates);
  return local - (offsets[0] ?? 0);
}
