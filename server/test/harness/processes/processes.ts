import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { ensureCluster, type Cluster } from '../../../src/db/embedded/cluster.ts';
import { chooseEndpoint } from '../../../src/db/embedded/endpoint.ts';
import { findHome } from '../../../src/db/embedded/home.ts';
import { clearLeftovers } from '../../../src/db/embedded/leftover.ts';
import { findPrograms, programEnvironment } from '../../../src/db/embedded/programs.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { waitUntil } from '../clock/wait.ts';
import { asApplication, createTestRole } from '../database/database.ts';
import { adminCredentials } from '../http/server.ts';
import { makeFolder, processesIn, removeFolder, startNode } from './node-process.ts';

const database = 'meterstone';

export interface TestPostgres {
  connectionString: string;
  /** `kill -9` of everything at once. */
  kill: () => Promise<void>;
  /** Starts it again on the same data; it recovers what was committed. */
  start: () => Promise<void>;
  /** SIGSTOP to all of it: connections stay open, nothing answers. */
  freeze: () => Promise<void>;
  thaw: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A Postgres of the test's own, as a direct child and as durable as Postgres is by default. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const home = await findHome(dataDir);
  const cluster: Cluster = {
    home,
    programs: await findPrograms(home),
    data: join(home.path, 'cluster'),
    endpoint: await chooseEndpoint(home),
  };
  await ensureCluster(cluster);
  let child: ChildProcess | undefined;

  const start = async () => {
    await clearLeftovers(cluster, createLogger('silent'));
    child = await launch(cluster);
  };
  const kill = async () => {
    if (!child) return;
    // The postmaster first, so that nobody is born meanwhile.
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    for (const pid of await processesIn(dataDir)) killOne(pid);
    await ended;
    child = undefined;
    await waitUntil(async () => {
      const left = await processesIn(dataDir);
      left.forEach(killOne);
      return left.length === 0;
    }, 10_000);
  };

  const signal = async (name: 'SIGSTOP' | 'SIGCONT') => {
    // The postmaster first, so that nobody is born meanwhile.
    child?.kill(name);
    for (const pid of await processesIn(dataDir)) signalOne(pid, name);
  };

  await start();
  const client = new pg.Client({ connectionString: cluster.endpoint.connectionString('postgres') });
  await client.connect();
  await client.query(`create database ${database}`);
  await createTestRole(client);
  await client.end();
  return {
    connectionString: cluster.endpoint.connectionString(database),
    kill,
    start,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async stop() {
      await kill();
      await cluster.endpoint.clear();
      await removeFolder(folder);
    },
  };
}

async function launch({ home, programs, data, endpoint }: Cluster): Promise<ChildProcess> {
  const settings = { ...endpoint.settings, max_connections: '50', shared_buffers: '64MB', timezone: 'UTC' };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
    ...home.systemUser,
    ...programEnvironment,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`Postgres does not start: ${said.join('\n')}`)));
  });
  return child;
}

function killOne(pid: number): void {
  signalOne(pid, 'SIGKILL');
}

function signalOne(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself a moment ago.
  }
}

export interface ServerProcess {
  url: string;
  /** By which signal it has ended, if it has by one. */
  endedBy: () => NodeJS.Signals | null;
  /** `kill -9`. */
  kill: () => Promise<void>;
  /** SIGTERM; resolves when the process has ended. */
  terminate: () => Promise<{ status: number | null; tookMs: number }>;
}

/** The server as `npm start` runs it: a process of its own, on a free port. */
export async function startServerProcess(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const folder = await makeFolder();
  const node = startNode({
    dataDir: join(folder, 'data'),
    env: {
      DATABASE_URL: asApplication(databaseUrl),
      DATABASE_MIGRATION_URL: databaseUrl,
      JWT_SECRET: 'test-secret-of-more-than-32-characters',
      ADMIN_EMAIL: adminCredentials.email,
      ADMIN_PASSWORD: adminCredentials.password,
      ...env,
    },
  });
  const url = await node.url();
  const isOver = () => node.child.exitCode !== null || node.child.signalCode !== null;
  return {
    url,
    endedBy: () => node.child.signalCode,
    async kill() {
      if (!isOver()) await node.kill('SIGKILL');
      await removeFolder(folder);
    },
    async terminate() {
      const from = performance.now();
      node.child.kill('SIGTERM');
      const status = await node.status();
      await removeFolder(folder);
      return { status, tookMs: performance.now() - from };
    },
  };
}
