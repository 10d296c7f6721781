import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { settings } from '../src/config.ts';
import { features, routes } from '../src/features.ts';
import { featureOrder, roomOrder } from '../src/import-order.ts';
import { errorCodes } from '../src/lib/errors/error-codes.ts';
import { createTestDatabase } from './harness/database/database.ts';
import { filesOf, root, server, type SourceFile } from './source-files.ts';

/** The rules of how code is written that a machine can keep; those of SQL are in tidy-sql.test.ts. */

test('each error code that a route names exists', () => {
  const named = routes.flatMap((route) => route.errors ?? []);
  expect(named.filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});

test('every feature is put together, in the order of dependence', async () => {
  const folders = await Array.fromAsync(glob('src/*/feature.ts', { cwd: server }));
  const names = new Set(folders.map((name) => basename(dirname(name))));
  expect(features.map(({ name }) => name)).toEqual(featureOrder.filter((name) => names.has(name)));
  expect(features).toHaveLength(names.size);
});

test.each(Object.entries(roomOrder))(
  'each room of %s has its place in the order, which its README tells',
  async (feature, rooms) => {
    const files = await Array.fromAsync(glob(`src/${feature}/*/*.ts`, { cwd: server }));
    expect([...new Set(files.map((name) => basename(dirname(name))))].sort()).toEqual([...rooms].sort());
    const [readme] = await filesOf(`src/${feature}/README.md`);
    expect([...(readme?.text ?? '').matchAll(/^\| `([\w-]+)\/` /gm)].map(([, room]) => room)).toEqual([
      ...rooms,
    ]);
  },
);

test('only config.ts reads the environment', async () => {
  const readers = (await filesOf('src/**/*.ts')).filter(({ text }) =>
    /process\s*\.\s*env\b|process\[/.test(text),
  );
  expect(readers.map(({ name }) => name)).toEqual(['src/config.ts']);
});

test('.env.example lists the settings of config.ts, no more and no fewer', async () => {
  const [example] = await filesOf('.env.example', root);
  const listed = [...(example?.text ?? '').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, key]) => key);
  expect(listed.sort()).toEqual(Object.keys(settings.shape).sort());
});

test('the index of decisions lists each of them, by its title', async () => {
  const decisions = await filesOf('docs/adr/[0-9]*.md', root);
  const [index] = await filesOf('docs/adr/README.md', root);
  const lines = [
    ...(index?.text ?? '').matchAll(/^\| \[(\d{4})\]\((\S+)\)\s*\| (.+?)\s*\| .+\S\s*\| \w.*\|$/gm),
  ];
  expect(lines.map(([, number, file, title]) => `${file}: # ${number} ${title}`)).toEqual(
    decisions.map(({ name, text }) => `${basename(name)}: ${text.split('\n', 1)[0]}`),
  );
  decisions.forEach(({ name }, position) => {
    expect(basename(name).slice(0, 4)).toBe(String(position + 1).padStart(4, '0'));
  });
});

test('no file is longer than 400 lines', async () => {
  const files = await filesOf('{src,test,sql,bench,scripts}/**/*.{ts,sql}');
  const long = files.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
  expect(long.filter(({ lines }) => lines > 400)).toEqual([]);
});

test('a folder holds at most 14 files: more are sorted into rooms', async () => {
  const files = await Array.fromAsync(
    glob('{src,sql/functions,sql/views,test/{api,harness,property}}/**/*.*', { cwd: server }),
  );
  const sizes = Map.groupBy(files, (name) => dirname(name));
  const full = [...sizes].map(([folder, names]) => ({ folder, files: names.length }));
  expect(full.filter(({ files: count }) => count > 14)).toEqual([]);
});

/** The files that a file imports, also those of which it imports types alone, which ESLint passes over. */
function importsOf({ name, text }: SourceFile): string[] {
  return [
    ...text.matchAll(/^(?:import|export|\}) .*?'(\.{1,2}\/[^']+)'|\bimport\('(\.{1,2}\/[^']+)'\)/gm),
  ].map(([, path, lazy]) => join(dirname(name), path ?? lazy ?? ''));
}

/** What is left when files that import none of the rest, or that none of it imports, are taken away again and again. */
function circlesOf(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.name, importsOf(file)]));
  for (;;) {
    const imported = new Set([...imports.values()].flat());
    const free = [...imports].filter(
      ([name, paths]) => !imported.has(name) || !paths.some((path) => imports.has(path)),
    );
    if (free.length === 0) return [...imports.keys()].sort();
    for (const [name] of free) imports.delete(name);
  }
}

test.each(['server', 'client', 'landing'])(
  'no files of %s import each other in a circle',
  async (workspace) => {
    const files = await filesOf(`${workspace}/src/**/*.{ts,tsx}`, root);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(50);
    expect(circlesOf(files)).toEqual([]);
  },
);

/** What has a name in TypeScript, and where it stands; bounds.test.ts holds the names to those of SQL. */
const named = [
  { literal: /MAX_SAFE_INTEGER/, homes: ['src/bounds.ts', 'src/http/contract.ts', 'src/lib/instants.ts'] },
  { literal: /2 ?\*\* ?53|\b9_?007_?199_?254_?740_?99\d\b/, homes: [] },
  { literal: /\b3[56] days\b/, homes: [] },
  { literal: /\b(?:5|five) minutes\b/, homes: [] },
  { literal: /extract\(epoch from clock_timestamp\(\)\)/, homes: [] },
];

test('the bounds of the engine and the clock of versions go by their names in TypeScript, too', async () => {
  const files = [...(await filesOf('src/**/*.ts')), ...(await filesOf('client/src/**/*.{ts,tsx}', root))];
  for (const { name, text } of files) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const { literal, homes } of named) {
      if (homes.includes(name)) continue;
      expect({ name, found: literal.exec(code)?.[0] }).toEqual({ name });
    }
  }
});

test('no test is left out or alone, and nothing is left for later', async () => {
  for (const { name, text } of await filesOf('{src,test,sql}/**/*.{ts,sql}')) {
    if (name === 'test/tidy.test.ts') continue;
    expect({
      name,
      found: /\b(?:describe|it|test)\.(?:skip|only)\(|\bTODO\b|\bFIXME\b/.exec(text)?.[0],
    }).toEqual({ name });
  }
});

test('the types of tables are those of a migrated database (npm run types --workspace server)', async () => {
  const { scripts } = JSON.parse(await readFile(join(server, 'package.json'), 'utf8'));
  const command = String(scripts.types).replace('kysely-codegen', 'kysely-codegen --verify');
  const database = await createTestDatabase();
  try {
    const env = {
      ...process.env,
      DATABASE_URL: database.connectionString,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    };
    await promisify(execFile)('sh', ['-c', command], { cwd: server, env });
  } finally {
    await database.drop();
  }
});
