import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts';
import { createLogger } from '../src/lib/logger.ts';
import { applyTo, type Mutant } from './operators.ts';
import { createTemplate } from './template.ts';

const root = join(import.meta.dirname, '../..');
/** As long as a run may take: a mutant can make a test wait for ever. */
const patienceMs = 10 * 60_000;
const testTimeoutMs = 60_000;
/** What jest, the tests' own waiting and the pool of connections say when that happens. */
const outOfTime = /Exceeded timeout of \d+ ms|Waited \d+ ms in vain|timeout exceeded when trying to connect/;

/** What a run of tests came to: the first test that failed, if any did. */
interface Finding {
  /** Relative to server/; absent where no test failed. */
  failedFile?: string;
  /** The test failed because its time ran out, which a busy machine brings about as well. */
  isOutOfTime: boolean;
  words: string;
  /** How long each file took that was run to its end. */
  runtimes: Map<string, number>;
}

/** A copy of the server beside its packages, with a Postgres of its own: what is tried there touches nothing here. */
export interface Bench {
  server: string;
  /** Whether the edit leaves code that can be read at all. */
  isReadable: (mutant: Mutant) => Promise<boolean>;
  /** Runs the test files in this order until a test fails, with the mutant in place or without one. */
  run: (tests: readonly string[], mutant?: Mutant) => Promise<Finding>;
  close: () => Promise<void>;
}

const Line = z.object({
  path: z.string(),
  isFailed: z.literal(true).optional(),
  test: z.string().optional(),
  message: z.string().optional(),
  runtimeMs: z.number().optional(),
});

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'meterstone-mutants-'));
  await chmod(folder, 0o755);
  const server = join(folder, 'server');
  await cp(join(root, 'server'), server, {
    recursive: true,
    filter: (path) => !['node_modules', '.data', 'coverage'].includes(basename(path)),
  });
  const linked = [
    'node_modules',
    'server/node_modules',
    'client',
    'landing',
    'package.json',
    'jest.run.js',
    '.env.example',
  ];
  for (const name of linked) await symlink(join(root, name), join(folder, name));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    logger: createLogger('silent'),
  });
  const template = await createTemplate(postgres.connectionString);

  const logPath = join(folder, 'jest.log');
  const out = join(folder, 'found.jsonl');
  const configPath = join(server, 'jest.mutants.config.js');
  await writeFile(configPath, configOf(server, out));
  let running: number | undefined;

  /** False where the time ran out. */
  async function runJest(tests: readonly string[]): Promise<{ isOver: boolean; exitCode: number | null }> {
    await writeFile(out, '');
    const log = await open(logPath, 'w');
    try {
      const child = spawn(process.execPath, [...jestCommand(configPath), ...tests], {
        cwd: server,
        env: {
          ...process.env,
          TEST_DATABASE_URL: postgres.connectionString,
          TEST_DATABASE_URL_15: '',
          METERSTONE_TEST_TEMPLATE: template.name,
        },
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      running = child.pid;
      let isOver = true;
      const timer = setTimeout(() => {
        isOver = false;
        endGroup(running);
      }, patienceMs);
      await once(child, 'close');
      clearTimeout(timer);
      endGroup(running);
      running = undefined;
      return { isOver, exitCode: child.exitCode };
    } finally {
      await log.close();
      await template.dropClones();
    }
  }

  async function find(tests: readonly string[]): Promise<Finding> {
    const { isOver, exitCode } = await runJest(tests);
    const lines = (await readFile(out, 'utf8')).split('\n').filter(Boolean);
    const found = lines.map((line) => Line.parse(JSON.parse(line)));
    const nameOf = (path: string) => relative(server, path);
    const runtimes = new Map(
      found.flatMap(({ path, runtimeMs }) => (runtimeMs === undefined ? [] : [[nameOf(path), runtimeMs]])),
    );
    const failure = found.find(({ isFailed }) => isFailed);
    if (failure) {
      const words = `${failure.test}\n${failure.message}`;
      return { failedFile: nameOf(failure.path), isOutOfTime: outOfTime.test(words), words, runtimes };
    }
    if (exitCode === 0) return { isOutOfTime: false, words: '', runtimes };
    // Whatever stands for ever, or took jest down, is the file after the last that ended.
    const failedFile = tests.find((test) => !runtimes.has(test)) ?? tests[0]!;
    const words = isOver ? await readFile(logPath, 'utf8') : 'No end in sight';
    return { failedFile, isOutOfTime: !isOver, words, runtimes };
  }

  return {
    server,
    async run(tests, mutant) {
      if (!mutant) return find(tests);
      const path = join(server, mutant.file);
      const original = await readFile(path, 'utf8');
      const put = (text: string) =>
        mutant.file.endsWith('.sql') ? template.replace(text) : writeFile(path, text);
      await put(applyTo(original, mutant));
      try {
        return await find(tests);
      } finally {
        await put(original);
      }
    },
    async isReadable(mutant) {
      const text = applyTo(await readFile(join(server, mutant.file), 'utf8'), mutant);
      if (mutant.file.endsWith('.sql')) return template.canCreate(text);
      try {
        stripTypeScriptTypes(text);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      endGroup(running);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the tests are always run, but one at a time, in the order given, and no further than the first failure. */
function configOf(server: string, out: string): string {
  const changes = {
    reporters: [[join(server, 'mutants/jest-reporter.ts'), { out }]],
    testSequencer: join(server, 'mutants/jest-sequencer.ts'),
    testTimeout: testTimeoutMs,
    maxWorkers: 1,
  };
  return `import base from './jest.config.js';\nexport default { ...base, ...${JSON.stringify(changes)} };\n`;
}

function jestCommand(configPath: string): string[] {
  return [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--ci',
    '--silent',
    '--runInBand',
    '--config',
    configPath,
    '--runTestsByPath',
  ];
}

/** jest, and whatever its tests started and left. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
