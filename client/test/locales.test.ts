import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const root = join(import.meta.dirname, '../src');
/** By their files, such as `catalog/plans`. */
const namespaces = globSync('*/*.json', { cwd: join(root, 'locales/en') })
  .map((file) => file.replace('.json', ''))
  .sort();
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.startsWith('locales'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

type Entry = string | { [key: string]: Entry };
const Entry: z.ZodType<Entry> = z.lazy(() => z.union([z.string(), z.record(z.string(), Entry)]));

/** `a.b.c` → text. */
function textsOf(locale: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (entry: Entry, path: string[]): void => {
    if (typeof entry === 'string') found.set(path.join('.'), entry);
    else for (const [key, inner] of Object.entries(entry)) walk(inner, [...path, key]);
  };
  const text = readFileSync(join(root, 'locales', locale, `${file}.json`), 'utf8');
  walk(Entry.parse(JSON.parse(text)), []);
  return found;
}

const plural = /_(?:zero|one|two|few|many|other)$/;
const keysOf = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((key) => key.replace(plural, '')));
const gapsOf = (text: string) => [...new Set(text.match(/\{\{\w+/g))].sort();

/**
 * Every key the sources ask for, by what stands in `t(…)` or names a key elsewhere: literals as they are, templates as
 * patterns with anything in the gaps.
 */
function isUsed(namespace: string, key: string): boolean {
  return patterns.some(
    ({ space, pattern }) => (space === undefined || space === namespace) && pattern.test(key),
  );
}

const patterns = sources.flatMap(({ text }) =>
  [...text.matchAll(/(['"`])((?:[a-zA-Z]+:)?[\w${}.()[\]? -]+)\1/g)].flatMap(([, , literal = '']) => {
    const [, space, path = ''] = /^(?:([a-zA-Z]+):)?(.+)$/.exec(literal) ?? [];
    const source = path
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\w-]+');
    return source.replaceAll('[\\w-]+', '') === '' ? [] : [{ space, pattern: new RegExp(`^${source}$`) }];
  }),
);

test('there are the same namespaces in both languages, each in one file', () => {
  expect(globSync('*/*.json', { cwd: join(root, 'locales/zh-CN') }).sort()).toEqual(
    namespaces.map((file) => `${file}.json`),
  );
  expect(new Set(namespaces.map((file) => basename(file))).size).toBe(namespaces.length);
});

test('English has no straight apostrophes, which type sets as feet', () => {
  const straight = namespaces.flatMap((file) =>
    [...textsOf('en', file)].filter(([, text]) => /['"]/.test(text)).map(([key]) => `${file} ${key}`),
  );
  expect(straight).toEqual([]);
});

describe.each(namespaces)('the texts of %s', (file) => {
  const namespace = basename(file);
  const en = textsOf('en', file);
  const zh = textsOf('zh-CN', file);

  test('are there in both languages', () => {
    expect([...keysOf(zh)].sort()).toEqual([...keysOf(en)].sort());
  });

  test('have the same gaps in both languages', () => {
    for (const [key, text] of zh) {
      const same = en.get(key) ?? en.get(key.replace(plural, '')) ?? en.get(key.replace(plural, '_other'));
      expect([key, gapsOf(text)]).toEqual([key, gapsOf(same ?? '')]);
    }
  });

  test('are all used', () => {
    // Codes of errors come from the server; `ui/use-problem-text.ts` and this namespace meet at run time.
    const unused = namespace === 'errors' ? [] : [...keysOf(en)].filter((key) => !isUsed(namespace, key));
    expect(unused).toEqual([]);
  });

  test('are not left in English', () => {
    const left = [...zh].filter(
      ([key, text]) => text === en.get(key) && /[a-z]{4}/.test(text.replaceAll(/\{\{.*?\}\}/g, '')),
    );
    expect(left.filter(([, text]) => !sameInBoth.has(text))).toEqual([]);
  });
});

/** Names that are names in both languages. */
const sameInBoth = new Set(['Meterstone', 'English', 'Stripe', 'Creem']);
