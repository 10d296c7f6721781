import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { waitUntil } from '../clock/wait.ts';
import { databaseUrl, testRole } from '../database/database.ts';
import { freePort } from './free-port.ts';
import { isRoot, unprivileged } from './node-process.ts';

const program = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** A suite that needs a real PgBouncer; without one it reports itself as skipped, by name. */
export const describeWithPgBouncer = program === undefined ? describe['skip'] : describe;

export interface TestPooler {
  /** The same database by the pooler. */
  through: (connectionString: string) => string;
  stop: () => Promise<void>;
}

/** A PgBouncer of our own before the run's Postgres: transaction mode, all else as it comes. */
export async function startPgBouncer(settings: Record<string, string> = {}): Promise<TestPooler> {
  if (program === undefined) throw new Error('There is no pgbouncer');
  const folder = await mkdtemp(join(tmpdir(), 'meterstone-pgbouncer-'));
  const server = new URL(databaseUrl('postgres'));
  const host = decodeURIComponent(server.hostname);
  const port = await freePort();
  // It does not run as root, and a socket of the embedded Postgres is its user's alone.
  const { uid, gid } = host.startsWith('/') ? await stat(host) : unprivileged;
  const users = [
    [decodeURIComponent(server.username), decodeURIComponent(server.password)],
    [testRole.name, testRole.password],
  ];
  await writeFile(
    join(folder, 'users'),
    users.map(([name, password]) => `"${name}" "${password}"\n`).join(''),
  );
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(folder, 'users'),
    pool_mode: 'transaction',
    default_pool_size: '6',
    ...settings,
  };
  await writeFile(
    join(folder, 'ini'),
    [
      '[databases]',
      `* = host=${host} port=${server.port || '5432'}`,
      '[pgbouncer]',
      ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  );
  if (isRoot)
    for (const path of [folder, join(folder, 'users'), join(folder, 'ini')]) await chown(path, uid, gid);
  const child = spawn(program, [join(folder, 'ini')], { ...(isRoot ? { uid, gid } : {}), stdio: 'ignore' });
  const ended = once(child, 'exit');
  await waitUntil(() => isOpen(port));
  return {
    through(connectionString) {
      const url = new URL(connectionString);
      const { username, password, pathname } = url;
      return `postgres://${username}${password ? `:${password}` : ''}@127.0.0.1:${port}${pathname}`;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
