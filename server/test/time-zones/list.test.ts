import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import pg from 'pg';
import { aliasNames } from '../../src/time-zones/names.gen.ts';
import { canonicalTimeZone, timeZones } from '../../src/time-zones/names.ts';
import { databaseUrl } from '../harness/database/database.ts';

const samples = ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'];
const aliases = aliasNames
  .trim()
  .split(/\s+/)
  .map((pair) => pair.split('='));

test('the list holds the zones of all places, each once, and names them as they are called today', () => {
  expect(new Set(timeZones).size).toBe(timeZones.length);
  expect(timeZones.length).toBeGreaterThan(440);
  expect(timeZones).toEqual(
    expect.arrayContaining(['UTC', 'Asia/Kolkata', 'Asia/Ho_Chi_Minh', 'Europe/Kyiv', 'America/Nuuk']),
  );
  expect(timeZones.filter((name) => name !== 'UTC' && !name.includes('/'))).toEqual([]);
});

test('each zone is its own name, and each older name means one of the list', () => {
  for (const zone of timeZones) expect(canonicalTimeZone(zone)).toBe(zone);
  for (const [alias = '', zone] of aliases) {
    expect(canonicalTimeZone(alias)).toBe(zone);
    expect(timeZones).toContain(zone);
    expect(timeZones).not.toContain(alias);
  }
});

test('whatever a browser offers or says is a zone of the list', () => {
  const strangers = Intl.supportedValuesOf('timeZone').filter(
    (zone) => canonicalTimeZone(zone) === undefined,
  );
  expect(strangers).toEqual([]);
  for (const zone of timeZones) {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    expect({ zone, timeZone, found: canonicalTimeZone(timeZone) !== undefined }).toMatchObject({
      found: true,
    });
  }
});

test('an older name has the same hours as the zone that it stands for', () => {
  for (const [alias = '', zone = ''] of aliases) {
    for (const at of samples)
      expect({ alias, at, hours: localTime(alias, at) }).toEqual({ alias, at, hours: localTime(zone, at) });
  }
});

const servers: [string, () => string | undefined][] = [
  ['the Postgres of the tests', () => databaseUrl('postgres')],
  ['the oldest Postgres that is supported', () => process.env['TEST_DATABASE_URL_15']],
];
describe.each(servers.filter(([name]) => name.includes('tests') || process.env['TEST_DATABASE_URL_15']))(
  'to %s',
  (_name, url) => {
    let client: pg.Client;
    beforeAll(async () => {
      client = new pg.Client({ connectionString: url() });
      await client.connect();
    });
    afterAll(() => client.end());

    it('each zone is known, has the hours that Node knows, and is no abbreviation', async () => {
      const { rows } = await client.query<{ zone: string; at: string; local: string; abbreviation: boolean }>(
        `select zone, at, to_char(at::timestamptz at time zone zone, 'YYYY-MM-DD HH24:MI') as local,
          exists (select from pg_timezone_abbrevs where lower(abbrev) = lower(zone)) and zone <> 'UTC' as abbreviation
        from unnest($1::text[]) as zone cross join unnest($2::text[]) as at`,
        [timeZones, samples],
      );
      expect(rows).toHaveLength(timeZones.length * samples.length);
      const apart = rows.filter(
        ({ zone, at, local, abbreviation }) => abbreviation || local !== localTime(zone, at),
      );
      expect(apart).toEqual([]);
    });
  },
);

function localTime(timeZone: string, at: string): string {
  return new Date(at)
    .toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    .replace(',', '');
}
