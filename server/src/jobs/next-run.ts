import { parseCronItem } from 'graphile-worker';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The 29th of February comes within eight years. */
const longestDays = 8 * 366;

/** The first minute after the instant in which five fields of cron, in UTC, let a job run. */
export function nextRun(cron: string, after: Date): Date {
  const [minute, hour, ...day] = cron.split(' ');
  const isDay = matcher(`* * ${day.join(' ')}`);
  const isMinute = matcher(`${minute} ${hour} ${day.join(' ')}`);
  let at = (Math.floor(after.getTime() / minuteMs) + 1) * minuteMs;
  const end = at + longestDays * dayMs;
  while (at < end) {
    if (isMinute(at)) return new Date(at);
    at = isDay(at) ? at + minuteMs : (Math.floor(at / dayMs) + 1) * dayMs;
  }
  throw new RangeError(`${cron} never comes`);
}

/** Read by the library, so that the two agree. */
function matcher(fields: string): (at: number) => boolean {
  const { match } = parseCronItem({ task: 'any', match: fields });
  return (at) => {
    const date = new Date(at);
    return match({
      min: date.getUTCMinutes(),
      hour: date.getUTCHours(),
      date: date.getUTCDate(),
      month: date.getUTCMonth() + 1,
      dow: date.getUTCDay(),
    });
  };
}
