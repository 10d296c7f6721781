import { aliasNames, zoneNames } from './names.gen.ts';

/**
 * The zones that an account can be in: one list for the server, its database and browsers, which each know other names
 * and give some of them other meanings. Each is the name that the tz database has for a place today (docs/adr/0024).
 */
export const timeZones: readonly string[] = ['UTC', ...words(zoneNames)];

/** By all names, in lower case, as upper and lower case make no difference to the programs either. */
export const zoneByName: ReadonlyMap<string, string> = new Map([
  ...timeZones.map((zone): [string, string] => [zone.toLowerCase(), zone]),
  ...words(aliasNames).map((pair): [string, string] => {
    const [alias = '', zone = ''] = pair.split('=');
    return [alias.toLowerCase(), zone];
  }),
]);

/**
 * The zone of the list that a name means, such as `Asia/Kolkata` for `Asia/Calcutta`. Undefined for what is none, and
 * for abbreviations: `IST` is India's time to a browser and Israel's to Postgres.
 */
export function canonicalTimeZone(name: string): string | undefined {
  return zoneByName.get(name.toLowerCase());
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
