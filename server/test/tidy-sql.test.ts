import { basename, dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { featureOrder } from '../src/import-order.ts';
import { errorCodes } from '../src/lib/errors/error-codes.ts';
import { filesOf, type SourceFile } from './source-files.ts';

/** The rules of how SQL is written that a machine can keep; how it is sorted: sql/README.md. */

const definition = /^create (?:or replace )?(?:function|procedure) public\.(\w+)/gm;
/** From its name to the end of its body. */
const wholeDefinition = /^create (?:or replace )?(?:function|procedure) public\.\w+[\s\S]+?\n\$(?:\w*)\$;/gm;

test('a file of SQL functions holds one, of its name', async () => {
  const functions = await filesOf('sql/functions/**/*.sql');
  expect(functions.length).toBeGreaterThan(20);
  for (const { name, text } of functions) {
    const defined = [...text.matchAll(definition)].map(([, function_]) => function_);
    expect({ name, defined }).toEqual({ name, defined: [basename(name, '.sql')] });
    expect({ name, opensWithComment: text.startsWith('-- ') }).toEqual({ name, opensWithComment: true });
  }
});

test('each SQL function sets its search_path, or says that it is inlined', async () => {
  for (const { name, text } of await filesOf('sql/**/*.sql')) {
    const comment = /-- No search_path of its own/;
    for (const [body] of text.matchAll(wholeDefinition)) {
      const before = text.slice(0, text.indexOf(body)).split('\n\n').at(-1) ?? '';
      const isKept = /^set search_path = ''$/m.test(body) !== comment.test(before);
      expect({ name, function: body.split('(', 1)[0], isKept }).toMatchObject({ isKept: true });
    }
  }
});

test('migrations are numbered without gaps and named after what they do', async () => {
  const names = (await filesOf('sql/migrations/*')).map(({ name }) => basename(name));
  names.forEach((name, index) => {
    expect(name).toMatch(/^\d{4}_[a-z]+_[a-z0-9_]+\.sql$/);
    expect(Number(name.slice(0, 4))).toBe(index + 1);
  });
});

test('the SQLSTATEs of our own in SQL are those of the table of error codes', async () => {
  const raised = new Set<string>();
  for (const { text } of await filesOf('sql/**/*.sql')) {
    for (const [state] of text.matchAll(/(?<=')MS[A-Z0-9]{3}(?=')/g)) raised.add(state);
  }
  const listed = Object.values(errorCodes).flatMap((entry) => ('sqlstate' in entry ? [entry.sqlstate] : []));
  expect(new Set(listed).size).toBe(listed.length);
  expect([...raised].sort()).toEqual(listed.sort());
});

/** Their order in SQL; each names only what belongs to those before it. What all may use stands first. */
const features: readonly string[] = ['platform', 'periods', ...featureOrder];

/** What has a name in SQL, and where it stands. */
const named = [
  { literal: /interval '(?:24 hours|1440 minutes)'/, home: 'usage_grace' },
  { literal: /interval '3[56] days'/, home: 'max_usage_age' },
  { literal: /interval '5 minutes'/, home: 'max_clock_skew' },
  { literal: /interval '3[01] minutes'/, home: 'order_lifetime' },
  { literal: /(?:p_now -|select) interval '1 hour'/, home: 'overdue_after' },
  { literal: /\* 2 \^/, home: 'retry_delay' },
  { literal: /\b900719925474099\d\b/, home: 'counter_limit' },
  { literal: /'(?:warning|critical|exhausted)'/, home: 'alert_level' },
];

test('bounds and the levels of alerts stand once, by their names', async () => {
  for (const { name, text } of await filesOf('sql/{functions,views}/**/*.sql')) {
    const code = text.replaceAll(/--.*$/gm, '');
    for (const { literal, home } of named) {
      expect({ name, home, isThere: literal.test(code) }).toEqual({
        name,
        home,
        isThere: basename(name, '.sql') === home,
      });
    }
  }
});

test('tables go by words, not by letters, in TypeScript too', async () => {
  for (const { name, text } of await filesOf('{sql/{functions,views},src}/**/*.{sql,ts}')) {
    const letters = /\bpublic\.\w+ (?:as )?(?!as\b|on\b)[a-z]{1,2}\b|(?:From|Join)\('\w+ as [a-z]{1,2}'/.exec(
      text.replaceAll(/--.*$/gm, ''),
    )?.[0];
    expect({ name, letters }).toEqual({ name });
  }
});

/** All but comments and strings; what a string says in a function body that is executed is code no check can read. */
const codeOf = (text: string) => text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
const namesIn = (text: string) =>
  new Set([...codeOf(text).matchAll(/\bpublic\.(\w+)/g)].flatMap(([, name]) => name ?? []));

/** Functions and views belong to the feature of their folder, the rest to that of the migration that makes it. */
function ownersOf(migrations: SourceFile[], code: SourceFile[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { name, text } of migrations) {
    const feature = basename(name).split('_')[1] ?? '';
    const made = codeOf(text).matchAll(
      /^create (?:or replace )?(?:table|type|function|view) public\.(\w+)/gm,
    );
    for (const [, object] of made) if (object) owners.set(object, feature);
  }
  for (const { name } of code) owners.set(basename(name, '.sql'), name.split('/')[2] ?? '');
  return owners;
}

test('a function or view names only what belongs to features before its own, or to its own', async () => {
  const code = await filesOf('sql/{functions,views}/**/*.sql');
  const owners = ownersOf(await filesOf('sql/migrations/*.sql'), code);
  const wrong = code.flatMap(({ name, text }) => {
    const place = features.indexOf(name.split('/')[2] ?? '');
    return [...namesIn(text)]
      .map((object) => ({ object, owner: owners.get(object) ?? 'nobody' }))
      .filter(({ owner }) => !features.includes(owner) || features.indexOf(owner) > place)
      .map(({ object, owner }) => `${name} names ${object} of ${owner}`);
  });
  expect(wrong).toEqual([]);
});

test.each([
  ['metering', 'sql/README.md'],
  ['credits', 'sql/functions/credits/README.md'],
  ['orders', 'sql/functions/orders/README.md'],
])(
  'the rooms of %s are those of %s, each naming only what stands in those before it',
  async (feature, table) => {
    const [readme] = await filesOf(table);
    const rooms = [...(readme?.text ?? '').matchAll(/^\| `(\w+)` /gm)].map(([, room]) => room);
    const functions = await filesOf(`sql/functions/${feature}/**/*.sql`);
    const places = new Map(
      functions.map(({ name }) => [basename(name, '.sql'), rooms.indexOf(basename(dirname(name)))]),
    );
    expect(functions.filter(({ name }) => places.get(basename(name, '.sql')) === -1)).toEqual([]);
    const wrong = functions.flatMap(({ name, text }) => {
      const place = places.get(basename(name, '.sql')) ?? -1;
      return [...namesIn(text)]
        .filter((callee) => (places.get(callee) ?? -1) > place)
        .map((callee) => `${name} names ${callee}`);
    });
    expect(wrong).toEqual([]);
  },
);

test('no folder of SQL functions or their tests holds more than 14 files', async () => {
  const folders = new Map<string, number>();
  for (const { name } of await filesOf('{sql/functions,test/sql}/**/*.{sql,ts}')) {
    folders.set(dirname(name), (folders.get(dirname(name)) ?? 0) + 1);
  }
  expect([...folders].filter(([, files]) => files > 14)).toEqual([]);
});

test('a migration without a transaction holds what may run again, and locks no table for long', async () => {
  const migrations = await filesOf('sql/migrations/*.sql');
  const harmless =
    /^(?:create (?:unique )?index concurrently if not exists|drop index concurrently if exists|alter table public\.\w+ validate constraint) /;
  for (const { name, text } of migrations) {
    const isConcurrent = text.startsWith('-- No transaction: ');
    expect({ name, isConcurrent }).toEqual({ name, isConcurrent: /\bconcurrently\b/.test(codeOf(text)) });
    if (!isConcurrent) continue;
    const statements = text
      .replaceAll(/^--.*$/gm, '')
      .split(/;$/m)
      .map((one) => one.trim());
    expect(statements.filter((one) => one !== '' && !harmless.test(one))).toEqual([]);
  }
});
