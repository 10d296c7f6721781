import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';
import { createLogger } from '../src/lib/logger.ts';
import { applyTo, type Mutant } from './operators.ts';

const root = join(import.meta.dirname, '../..');
/** A mutant that makes a test wait for ever is found out as well. */
const patienceMs = 10 * 60_000;

/** A copy of the server beside its packages, with a Postgres of its own: what is tried there touches nothing here. */
export interface Bench {
  server: string;
  /** Whether the edit leaves code that can be read at all. */
  isReadable: (mutant: Mutant) => Promise<boolean>;
  /** Whether all of the tests pass, with the mutant in place or without one. */
  passes: (tests: readonly string[], mutant?: Mutant) => Promise<boolean>;
  /** What jest said last. */
  lastWords: () => Promise<string>;
  close: () => Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'meterstone-mutants-'));
  await chmod(folder, 0o755);
  const server = join(folder, 'server');
  await cp(join(root, 'server'), server, {
    recursive: true,
    filter: (path) => !['node_modules', '.data', 'coverage'].includes(basename(path)),
  });
  const linked = ['node_modules', 'server/node_modules', 'client', 'landing', 'package.json', '.env.example'];
  for (const name of linked) await symlink(join(root, name), join(folder, name));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    logger: createLogger('silent'),
  });
  const scratch = new URL(postgres.connectionString);
  const client = new pg.Client({ connectionString: scratch.href });
  client.on('error', () => undefined);
  await client.connect();
  await migrate({ connectionString: scratch.href });

  const logPath = join(folder, 'jest.log');
  let running: number | undefined;
  const passes = async (tests: readonly string[], mutant?: Mutant) => {
    const path = mutant && join(server, mutant.file);
    const original = path === undefined ? '' : await readFile(path, 'utf8');
    if (mutant && path !== undefined) await writeFile(path, applyTo(original, mutant));
    const log = await open(logPath, 'w');
    try {
      const child = spawn(process.execPath, jestArguments(tests), {
        cwd: server,
        env: { ...process.env, TEST_DATABASE_URL: postgres.connectionString, TEST_DATABASE_URL_15: '' },
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      running = child.pid;
      const timer = setTimeout(() => endGroup(running), patienceMs);
      await once(child, 'close');
      clearTimeout(timer);
      endGroup(running);
      running = undefined;
      return child.exitCode === 0;
    } finally {
      await log.close();
      if (path !== undefined) await writeFile(path, original);
    }
  };

  return {
    server,
    passes,
    lastWords: async () => (await readFile(logPath, 'utf8')).slice(-3_000),
    async isReadable(mutant) {
      const text = applyTo(await readFile(join(server, mutant.file), 'utf8'), mutant);
      if (mutant.file.endsWith('.sql')) return canCreate(client, text);
      try {
        stripTypeScriptTypes(text);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      endGroup(running);
      await client.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function jestArguments(tests: readonly string[]): string[] {
  return [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--ci',
    '--bail',
    '--silent',
    '--maxWorkers=1',
    '--runTestsByPath',
    ...tests,
  ];
}

async function canCreate(client: pg.Client, text: string): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query(text);
    return true;
  } catch {
    return false;
  } finally {
    await client.query('rollback');
  }
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
