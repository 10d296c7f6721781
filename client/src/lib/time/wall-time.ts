import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

const minutes = 'YYYY-MM-DDTHH:mm';

/** What the clocks of the zone show at an instant, for pickers, which know of no zone but the browser's. */
export function wallTimeOf(at: string, zone: string): Dayjs {
  return dayjs(dayjs(at).tz(zone).format(minutes));
}

/** The instant at which the clocks of the zone show what was picked, whatever zone the browser is in. */
export function instantOf(wallTime: Dayjs, zone: string): string {
  return dayjs.tz(wallTime.format(minutes), zone).toISOString();
}
