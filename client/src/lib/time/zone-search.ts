import { timeZones, zoneByName } from '@meterstone/server/time-zones';
import { byName } from '../language/by-name.ts';
import { places } from './places.ts';
import { zoneCitiesZh } from './zone-cities-zh.gen.ts';
import { zoneCities } from './zone-cities.gen.ts';
import { placesByZone } from './zone-places.ts';

export interface ZoneChoice {
  zone: string;
  /** In the reader's language; empty where the zone is of no place. */
  city: string;
  offsetMinutes: number;
  /** All that it may be called, as `plain` writes it. */
  names: string;
}

const english = new Map(
  zoneCities
    .trim()
    .split('\n')
    .map((line) => {
      const [zone = '', city = ''] = line.split('=');
      return [zone, city];
    }),
);
const chinese = placesByZone(zoneCitiesZh);

/** Every zone that an account can be in, from west to east as their clocks are now, and by city. */
export function zoneChoices(language: string, now = Date.now()): ZoneChoice[] {
  const older = Map.groupBy(zoneByName, ([, zone]) => zone);
  const compare = byName(language);
  return timeZones
    .map((zone) => {
      const [en, zh] = [english.get(zone) ?? '', chinese.get(zone) ?? ''];
      const names = [zone, en, zh, places[zone] ?? '', ...(older.get(zone) ?? []).map(([name]) => name)];
      return {
        zone,
        city: language === 'zh-CN' ? zh : en,
        offsetMinutes: offsetOf(zone, now),
        names: plain(names.join(' ')),
      };
    })
    .sort((one, other) => one.offsetMinutes - other.offsetMinutes || compare(one.city, other.city));
}

/** Whether a zone is meant by what somebody typed: a city, a name of today or of before, or hours from UTC. */
export function isMeant({ names, offsetMinutes }: ZoneChoice, typed: string): boolean {
  const offset = typedOffset(typed);
  return offset === undefined ? names.includes(plain(typed).trim()) : offset === offsetMinutes;
}

/** `(GMT+8) Shanghai`. */
export function zoneLabel({ zone, city, offsetMinutes }: ZoneChoice): string {
  const offset = offsetText(offsetMinutes);
  if (zone === 'UTC') return 'UTC';
  return city === '' ? offset : `(${offset}) ${city}`;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'GMT';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `GMT${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Of `GMT+8`, `utc +08:00` or `-3:30`: minutes. */
function typedOffset(typed: string): number | undefined {
  const text = typed.normalize('NFKC').replace('−', '-').replaceAll(/\s/g, '');
  const [, sign, hours, minutes = '0'] = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) || 0;
}

function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  return typedOffset(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? 0;
}

/** Without case, accents and underscores, of which people type some and not others. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll('_', ' ')
    .replaceAll('’', "'")
    .toLowerCase();
}
