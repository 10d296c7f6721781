import { timeZones } from '@meterstone/server/time-zones';
import { chinesePlaces } from './chinese-places.ts';

let byZone: ReadonlyMap<string, string> | undefined;

/** `洛杉矶` of `America/Los_Angeles`, where that is known (chinese-places.ts). */
export function chinesePlace(zone: string): string | undefined {
  const lines = chinesePlaces();
  if (lines === '') return undefined;
  byZone ??= placesByZone(lines);
  return byZone.get(zone);
}

/** The cities of `zone-cities-zh.gen.ts`, which stand in the order of the zones that have one. */
export function placesByZone(lines: string): ReadonlyMap<string, string> {
  const cities = lines.trim().split('\n');
  return new Map(timeZones.filter(isOfPlace).map((zone, index) => [zone, cities[index] ?? zone]));
}

/** Those with a city: not UTC, nor a zone that is but an offset. */
function isOfPlace(zone: string): boolean {
  return zone.includes('/') && !zone.startsWith('Etc/');
}
