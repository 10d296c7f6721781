import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { features } from '@meterstone/server/demo-catalog';
import { content as en } from '../src/content/en.ts';
import { content as zhCN } from '../src/content/zh-CN.ts';

/** Each text with its place, such as `steps.items.0.title`. */
function textsOf(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const place = path === '' ? key : `${path}.${key}`;
    if (typeof inner === 'string') return [[place, inner]];
    return typeof inner === 'object' && inner !== null ? textsOf(inner, place) : [];
  });
}

/** What a language may have and another not: a singular, and a measure word. */
const isOptional = (place: string) => /\.(?:one|measure)$/.test(place);
const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

const english = new Map(textsOf(en));
const chinese = new Map(textsOf(zhCN));

test('both languages say the same things', () => {
  const places = (texts: Map<string, string>) =>
    [...texts.keys()].filter((place) => !isOptional(place)).sort();
  expect(places(chinese)).toEqual(places(english));
});

test('both languages leave the same blanks', () => {
  for (const [place, text] of english) {
    const other = chinese.get(place);
    if (other !== undefined)
      expect({ place, blanks: blanks(other) }).toEqual({ place, blanks: blanks(text) });
  }
});

test('nothing is empty but the level that needs no word, and nothing stayed in the other language', () => {
  for (const [place, text] of [...english, ...chinese]) {
    expect({ place, isEmpty: text === '' }).toEqual({ place, isEmpty: place === 'example.levels.normal' });
  }
  for (const [place, text] of english) {
    const isForeign = /\p{Script=Han}/u.test(text);
    expect({ place, isForeign }).toEqual({ place, isForeign: place === 'header.otherLanguage' });
  }
});

test('every feature of the demo has words of its own', () => {
  for (const { code } of features) {
    expect(Object.keys(en.offer.features)).toContain(code);
    expect(Object.keys(zhCN.offer.features)).toContain(code);
  }
});

/** Named by the catalog's data, not by the code. */
const isLookedUp = new Set([...Object.keys(en.offer.features), ...Object.keys(en.offer.periods)]);

test('every text is used by its name', async () => {
  const folder = join(import.meta.dirname, '../src');
  const paths = await Array.fromAsync(glob('**/*.{ts,tsx}', { cwd: folder }));
  const sources = paths
    .filter((path) => !path.startsWith('content/'))
    .map((path) => readFile(join(folder, path), 'utf8'));
  const source = (await Promise.all(sources)).join('\n');
  for (const place of new Set([...english.keys(), ...chinese.keys()])) {
    const names = place.split('.').filter((name) => !/^\d+$/.test(name) && !isLookedUp.has(name));
    const unused = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source));
    expect({ place, unused }).toEqual({ place, unused: [] });
  }
});
