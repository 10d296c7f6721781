import { timeZones } from '@meterstone/server/time-zones';
import { chinesePlaces } from './chinese-places.ts';

let byZone: ReadonlyMap<string, string> = new Map();

/** `洛杉矶` of `America/Los_Angeles`, where that is known (chinese-places.ts). */
export function chinesePlace(zone: string): string | undefined {
  const lines = chinesePlaces();
  if (byZone.size === 0 && lines !== '') {
    const cities = lines.trim().split('\n');
    byZone = new Map(timeZones.filter(isOfPlace).map((known, index) => [known, cities[index] ?? known]));
  }
  return byZone.get(zone);
}

/** Those with a city: not UTC, nor a zone that is but an offset. */
function isOfPlace(zone: string): boolean {
  return zone.includes('/') && !zone.startsWith('Etc/');
}
