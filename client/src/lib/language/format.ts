import * as numbers from '@meterstone/landing/numbers';
import i18next from 'i18next';
import { localTimeOf } from '../time/calendar.ts';
import { chinesePlace } from '../time/zone-places.ts';

/** Texts for numbers, money and times in the reader's language. Instants are ISO 8601 texts, zones are IANA names. */

const dayMs = 86_400_000;
/** A day without its year is taken for the nearest one of that name. */
const nearMs = 180 * dayMs;
const isNear = (at: string, now: number): boolean => Math.abs(Date.parse(at) - now) < nearMs;

const cached = <T>(make: (locale: string, key: string) => T): ((key: string) => T) => {
  const made = new Map<string, T>();
  return (key) => {
    const id = `${i18next.language} ${key}`;
    const known = made.get(id) ?? make(i18next.language, key);
    made.set(id, known);
    return known;
  };
};

const relativeFormat = cached((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const durationFormat = cached((locale) => new Intl.DurationFormat(locale, { style: 'narrow' }));
const unitFormat = cached(
  (locale, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }),
);
const zoned = (options: Intl.DateTimeFormatOptions) =>
  cached((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...options, timeZone }));
const exactFormat = zoned({ dateStyle: 'medium', timeStyle: 'medium' });
const listFormat = cached((locale) => new Intl.ListFormat(locale));
const offsetFormat = zoned({ timeZoneName: 'shortOffset' });
const dateFormat = zoned({ dateStyle: 'medium' });
const dateTimeFormat = zoned({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
const dayFormat = zoned({ month: 'short', day: 'numeric' });
const monthFormat = zoned({ month: 'short', year: 'numeric' });
const timeFormat = zoned({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayTimeFormat = zoned({
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const locale = (): 'en' | 'zh-CN' => (i18next.language === 'zh-CN' ? 'zh-CN' : 'en');

/** `12,345` */
export const formatNumber = (value: number): string => numbers.formatNumber(value, locale());
/** `82%`: rounded down, and never 100 before it is. */
export const formatPercent = (percent: number): string => numbers.formatPercent(percent, locale());
/** `80%, 95% and 100%` */
export const formatList = (parts: readonly string[]): string => numbers.spaced(listFormat('').format(parts));
/** `5 million`, in Chinese `500 万`, where that loses nothing; else in full: for quotas and what plans give. */
export const formatCount = (value: number): string => numbers.formatCount(value, locale());
/** `2.05M`, in Chinese `205 万`: rounded down, for axes and other narrow places. */
export const formatShort = (value: number): string => numbers.formatShort(value, locale());
/** As `formatShort`, but in full below six digits: whoever shows it tells the rest on hover. */
export const formatAmount = (value: number): string => numbers.formatAmount(value, locale());
/** `$79.00`, of an amount in the currency's smallest unit; the currency itself says how small that is. */
export const formatMoney = (amountMinor: number, currency: string): string =>
  numbers.formatMoney(amountMinor, currency, locale());
/** `$79`, `$19.99`: as on a price tag. */
export const formatPrice = (amountMinor: number, currency: string): string =>
  numbers.formatPrice(amountMinor, currency, locale());

type Unit = Parameters<typeof numbers.unitFor>[1];
/** `articles`: the unit of a feature as it stands beside that many. */
export const unitFor = (count: number, unit: Unit): string => numbers.unitFor(count, unit, locale());
/** `100 articles`, in Chinese `100 篇`. */
export const formatUnits = (count: number, unit: Unit): string =>
  numbers.withUnit(formatCount(count), count, unit, locale());
/** `10,000 tokens`, or `article` for one: what a price is for. */
export const formatPer = (per: number, unit: Unit): string => numbers.formatPer(per, unit, locale());

/** Date and time to the second, in the zone. */
export const formatExact = (at: string, timeZone: string): string =>
  exactFormat(timeZone).format(new Date(at));
/** `14 Dec 2026` */
export const formatDate = (at: string, timeZone: string): string => dateFormat(timeZone).format(new Date(at));
/** `14 Dec 2026, 21:40`: for an end, as a day alone leaves open whether it is over when that day begins or ends. */
export const formatDateTime = (at: string, timeZone: string): string =>
  dateTimeFormat(timeZone).format(new Date(at));
/** `14 Dec`, with its year where that is not plain from today. */
export const formatDay = (at: string, timeZone: string, now = Date.now()): string =>
  (isNear(at, now) ? dayFormat : dateFormat)(timeZone).format(new Date(at));
/** `Dec 2026` */
export const formatMonth = (at: string, timeZone: string): string =>
  monthFormat(timeZone).format(new Date(at));
/** `21:40` */
export const formatTime = (at: string, timeZone: string): string => timeFormat(timeZone).format(new Date(at));
/** `14 Dec, 21:40`, with its year where that is not plain from today. */
export const formatDayTime = (at: string, timeZone: string, now = Date.now()): string =>
  (isNear(at, now) ? dayTimeFormat : dateTimeFormat)(timeZone).format(new Date(at));
/** `GMT-5`: how far the zone is from UTC at that instant. */
export const formatOffset = (at: string, timeZone: string): string =>
  partOf(offsetFormat(timeZone), new Date(at), 'timeZoneName');

/**
 * The place of a zone, as people say it: `Shanghai` of `Asia/Shanghai`, in Chinese `上海时间`. Of a zone that is but an
 * offset, that offset: `Etc/GMT-5` is named the wrong way round and means `GMT+5`.
 */
export function zonePlace(timeZone: string): string {
  if (/^Etc\/GMT[-+]/i.test(timeZone)) return formatOffset(new Date().toISOString(), timeZone);
  const city = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  if (locale() === 'en') return city;
  const place = chinesePlace(timeZone);
  return place === undefined ? city : `${place}时间`;
}

const inZone = (time: string, timeZone: string): string =>
  locale() === 'zh-CN' ? `${time}（${zonePlace(timeZone)}）` : `${time} (${zonePlace(timeZone)})`;

/** `21:40 (Shanghai)`: for sentences, as a time without its zone leaves open whose clock that is. */
export const zonedTime = (at: string, timeZone: string): string => inZone(formatTime(at, timeZone), timeZone);
/**
 * `00:00 (Shanghai)` where that is the very next time that the clocks there show it, else with its day: a reset by the
 * day may be more than one away.
 */
export function zonedNext(at: string, timeZone: string, now: number): string {
  const ahead = localTimeOf(Date.parse(at), timeZone) - localTimeOf(now, timeZone);
  return ahead > 0 && ahead <= dayMs ? zonedTime(at, timeZone) : zonedDayTime(at, timeZone, now);
}
/** `14 Dec (Shanghai)`: when the day begins or ends. */
export const zonedDay = (at: string, timeZone: string): string => inZone(formatDay(at, timeZone), timeZone);
/** `14 Dec 2026 (Shanghai)` */
export const zonedDate = (at: string, timeZone: string): string => inZone(formatDate(at, timeZone), timeZone);
/** `14 Dec, 21:40 (Shanghai)` */
export const zonedDayTime = (at: string, timeZone: string, now = Date.now()): string =>
  inZone(formatDayTime(at, timeZone, now), timeZone);
/** `14 Dec 2026, 21:40 (Shanghai)` */
export const zonedDateTime = (at: string, timeZone: string): string =>
  inZone(formatDateTime(at, timeZone), timeZone);

function partOf(format: Intl.DateTimeFormat, at: Date, wanted: Intl.DateTimeFormatPartTypes): string {
  return format.formatToParts(at).find(({ type }) => type === wanted)?.value ?? '';
}

const steps = [
  { unit: 'year', ms: 365 * dayMs },
  { unit: 'month', ms: 30 * dayMs },
  { unit: 'day', ms: dayMs },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** `4 minutes ago`, `in 3 days`, in Chinese `4 分钟前`. */
export function formatRelative(at: string, now: number): string {
  const ms = Date.parse(at) - now;
  const step = steps.find((known) => Math.abs(ms) >= known.ms);
  if (!step) return relativeFormat('').format(0, 'second');
  return numbers.spaced(relativeFormat('').format(Math.trunc(ms / step.ms), step.unit));
}

/** `3h 12m`, `5d 4h`, `40s`, in Chinese `3 小时 12 分钟`: the two units that matter, never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return durationText({ days, ...(hours && { hours }) });
  if (hours > 0) return durationText({ hours, ...(minutes && { minutes }) });
  if (minutes > 0) return durationText({ minutes });
  return durationText({ seconds: Math.max(1, seconds) });
}

function durationText(duration: Parameters<Intl.DurationFormat['format']>[0]): string {
  return numbers.spaced(durationFormat('').format(duration));
}

/** `12 ms`, `3.4 sec`, `5m`: how long something took. */
export function formatElapsed(ms: number): string {
  if (ms < 1_000) return numbers.spaced(unitFormat('millisecond').format(ms));
  // What would round up to a minute is one.
  if (ms < 59_950) return numbers.spaced(unitFormat('second').format(ms / 1_000));
  return formatDuration(Math.max(ms, 60_000));
}
