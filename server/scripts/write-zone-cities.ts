import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalTimeZone, timeZones } from '../src/time-zones/names.ts';

/**
 * Writes client/src/lib/time/zone-cities.gen.ts from CLDR: the city that stands for each zone, in both languages.
 * Its argument is where the npm package `cldr-dates-full` was unpacked, which nothing else here needs.
 */

const target = join(import.meta.dirname, '../../client/src/lib/time/zone-cities.gen.ts');
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
const lines = timeZones
  .filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'))
  .map((zone) => {
    const own = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
    const english = en.get(zone) ?? own;
    return `${zone}=${english}=${zh.get(zone) ?? english}`;
  });
await writeFile(
  target,
  `/** Zone, its city in English and in Chinese; of CLDR, written by server/scripts/write-zone-cities.ts. */
export const zoneCities = \`
${lines.join('\n')}
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
