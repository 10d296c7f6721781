import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes src/time-zones/names.gen.ts from the tz database of this machine (Debian's package `tzdata`): each zone that
 * stands in `zone.tab`, which is one per place, and the other names that a place had, with the zone that they mean.
 */

const zoneinfo = '/usr/share/zoneinfo';
const target = join(import.meta.dirname, '../src/time-zones/names.gen.ts');

/** Where the database links an old name to a neighbour with the same clock, though its own place has a name. */
const samePlace: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'Africa/Timbuktu': 'Africa/Bamako',
  'America/Coral_Harbour': 'America/Atikokan',
  'Antarctica/South_Pole': 'Antarctica/McMurdo',
  'Atlantic/Jan_Mayen': 'Arctic/Longyearbyen',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
  'Pacific/Yap': 'Pacific/Chuuk',
};
/** Hours beside UTC without summer time, for whoever has no place. `Etc/GMT+5` is five hours behind. */
const fixed = [
  ...Array.from({ length: 12 }, (_, index) => `Etc/GMT+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `Etc/GMT-${index + 1}`),
];
/** All the names of UTC itself that machines send. */
const utc = ['Etc/UTC', 'Etc/UCT', 'Etc/Universal', 'Etc/Zulu', 'Etc/GMT', 'Etc/Greenwich', 'GMT'];
const zeroOffsets = ['Etc/GMT+0', 'Etc/GMT-0', 'Etc/GMT0'];

const source = await readFile(join(zoneinfo, 'tzdata.zi'), 'utf8');
const [, version = ''] = /^# version (\S+)/.exec(source) ?? [];
const places = (await readFile(join(zoneinfo, 'zone.tab'), 'utf8'))
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('\t')[2] ?? '');
const zones = [...places.sort(), ...fixed];
const known = new Set(zones);

const aliases = source
  .split('\n')
  .filter((line) => line.startsWith('L '))
  .map((line): [string, string] => {
    const [, zone = '', name = ''] = line.split(' ');
    return [name, samePlace[name] ?? zone];
  })
  // A name without an area says nothing to one program and another thing to the next.
  .filter(([name]) => name.includes('/') && !name.startsWith('Etc/') && !known.has(name))
  .concat([...utc, ...zeroOffsets].map((name) => [name, 'UTC']))
  .sort(([one], [other]) => (one < other ? -1 : 1));
for (const [name, zone] of aliases) {
  if (zone !== 'UTC' && !known.has(zone)) throw new Error(`${name} means ${zone}, which is not on the list`);
}

await writeFile(
  target,
  `/** Of the tz database ${version}; written by scripts/write-time-zones.ts. */

export const zoneNames = \`
${lines(zones)}
\`;

/** Each with the zone of the list that it means. */
export const aliasNames = \`
${lines(aliases.map(([name, zone]) => `${name}=${zone}`))}
\`;
`,
);

/** Words in lines of at most 110 characters. */
function lines(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  const full: string[] = [];
  let line = first;
  for (const word of rest) {
    if (line.length + word.length < 110) line += ` ${word}`;
    else {
      full.push(line);
      line = word;
    }
  }
  return [...full, line].join('\n');
}
