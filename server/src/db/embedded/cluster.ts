import { execFile } from 'node:child_process';
import { access, chown, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BootError } from '../../lib/boot-error.ts';
import type { Endpoint } from './endpoint.ts';
import type { Home } from './home.ts';
import { programEnvironment } from './programs.ts';

const run = promisify(execFile);

const majorVersion = '18';
const unfinished = 'cluster.partial-';

/** A database cluster and what runs it. */
export interface Cluster {
  home: Home;
  /** Folder of the server's programs. */
  programs: string;
  /** PGDATA. */
  data: string;
  endpoint: Endpoint;
}

/**
 * Makes the cluster unless it is there: UTF-8, sorted by code point, checksums on every page, synced to disk. It
 * gets its final name only when it is whole, so a start that is cut off leaves nothing that a later one would
 * mistake for a cluster. Answers whether it was made now. Throws BootError when another major version made it.
 */
export async function ensureCluster(cluster: Cluster): Promise<boolean> {
  const { home, data } = cluster;
  for (const name of await readdir(home.path)) {
    if (name.startsWith(unfinished)) await rm(join(home.path, name), { recursive: true, force: true });
  }
  if (await exists(data)) {
    await checkVersion(data);
    return false;
  }
  const partial = await mkdtemp(join(home.path, unfinished));
  if (home.systemUser) await chown(partial, home.systemUser.uid, home.systemUser.gid);
  await initialise(cluster, partial);
  await rename(partial, data);
  await syncFolder(home.path);
  return true;
}

async function initialise({ home, programs, endpoint }: Cluster, folder: string): Promise<void> {
  // LC_* stay C, which every system has; the builtin provider brings Unicode's letters without the system's help.
  const options = [
    `--pgdata=${folder}`,
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...endpoint.authentication,
  ];
  try {
    await run(join(programs, 'initdb'), options, { ...home.systemUser, ...programEnvironment, cwd: '/' });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const reason = output.split('\n').find((line) => line.includes('error:')) ?? output.trim();
    throw new BootError(`The embedded Postgres could not make its data folder in ${home.path}: ${reason}`);
  }
}

async function checkVersion(data: string): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === majorVersion) return;
  throw new BootError(
    found
      ? `DATA_DIR: ${data} was made by PostgreSQL ${found}, this version runs ${majorVersion}: move the data with pg_dumpall of PostgreSQL ${found}, or set DATA_DIR to a new folder`
      : `DATA_DIR: ${data} is not a PostgreSQL data folder: restore it from a backup, or set DATA_DIR to a new folder`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes the renaming itself survive a power failure. Windows has no such call for folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
