import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalTimeZone, timeZones } from '../src/time-zones/names.ts';

/**
 * Writes the city that stands for each zone from CLDR: client/src/lib/time/zone-cities.gen.ts in English, and beside it
 * in Chinese, which the pages in Chinese load before they tell a time.
 * Its argument is where the npm package `cldr-dates-full` was unpacked, which nothing else here needs.
 */

const folder = join(import.meta.dirname, '../../client/src/lib/time');
const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Say where cldr-dates-full is');

const Leaf = z.looseObject({ exemplarCity: z.string() });
const Names = z.looseObject({
  main: z.record(
    z.string(),
    z.object({
      dates: z.object({ timeZoneNames: z.looseObject({ zone: z.record(z.string(), z.unknown()) }) }),
    }),
  ),
});

const [en, zh] = [await citiesOf('en'), await citiesOf('zh')];
const places = timeZones
  .filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'))
  .map((zone) => {
    const english = en.get(zone) ?? (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
    return { zone, english, chinese: zh.get(zone) ?? english };
  });
await writeFile(
  join(folder, 'zone-cities.gen.ts'),
  `/** Zone and its city in English; of CLDR, written by server/scripts/write-zone-cities.ts. */
export const zoneCities = \`
${places.map(({ zone, english }) => `${zone}=${english}`).join('\n')}
\`;
`,
);
await writeFile(
  join(folder, 'zone-cities-zh.gen.ts'),
  `/** The cities of the same zones in Chinese, in the order of \`zone-cities.gen.ts\`; of CLDR, written with them. */
export const zoneCitiesZh = \`
${places.map(({ chinese }) => chinese).join('\n')}
\`;
`,
);

/** By the names that the tz database has today: CLDR keeps the oldest. */
async function citiesOf(locale: string): Promise<Map<string, string>> {
  const text = await readFile(join(source ?? '', 'main', locale, 'timeZoneNames.json'), 'utf8');
  const { main } = Names.parse(JSON.parse(text));
  const cities = new Map<string, string>();
  collect(main[locale]?.dates.timeZoneNames.zone, '', cities);
  return cities;
}

function collect(node: unknown, path: string, cities: Map<string, string>): void {
  const leaf = Leaf.safeParse(node);
  const zone = canonicalTimeZone(path);
  if (leaf.success) {
    if (zone !== undefined) cities.set(zone, leaf.data.exemplarCity);
    return;
  }
  const children = z.record(z.string(), z.unknown()).safeParse(node);
  for (const [name, child] of Object.entries(children.data ?? {}))
    collect(child, path === '' ? name : `${path}/${name}`, cities);
}
