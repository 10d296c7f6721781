import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { routes } from '../src/app.ts';
import { settings } from '../src/config.ts';
import { errorCodes } from '../src/lib/error-codes.ts';
import { createTestDatabase } from './harness/database.ts';

/** The rules of how code and SQL are written that a machine can keep. */

const server = join(import.meta.dirname, '..');
const root = join(server, '..');

interface SourceFile {
  name: string;
  text: string;
}

async function filesOf(pattern: string, cwd = server): Promise<SourceFile[]> {
  const names = await Array.fromAsync(
    glob(pattern, { cwd, exclude: (name) => /node_modules|\.gen\.ts$/.test(name) }),
  );
  return Promise.all(
    names.sort().map(async (name) => ({ name, text: await readFile(join(cwd, name), 'utf8') })),
  );
}

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

test('each error code that a route names exists', () => {
  const named = routes.flatMap((route) => route.errors ?? []);
  expect(named.filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});

test('only config.ts reads the environment', async () => {
  const readers = (await filesOf('src/**/*.ts')).filter(({ text }) =>
    /process\s*\.\s*env\b|process\[/.test(text),
  );
  expect(readers.map(({ name }) => name)).toEqual(['src/config.ts']);
});

test('.env.example lists the settings of config.ts, no more and no fewer', async () => {
  const [example] = await filesOf('.env.example', root);
  const listed = [...(example?.text ?? '').matchAll(/^([A-Z_]+)=/gm)].map(([, key]) => key);
  expect(listed.sort()).toEqual(Object.keys(settings.shape).sort());
});

test('no file is longer than 400 lines', async () => {
  const files = await filesOf('{src,test,sql,bench,scripts}/**/*.{ts,sql}');
  const long = files.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
  expect(long.filter(({ lines }) => lines > 400)).toEqual([]);
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
