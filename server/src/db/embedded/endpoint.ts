import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import type { Home } from './home.ts';

/** How the server listens and how it is reached. */
export interface Endpoint {
  /** Settings of `postgres`. */
  settings: Record<string, string>;
  /** Options of `initdb` that let exactly the callers in. */
  authentication: string[];
  /** What a killed server leaves of its socket, in the way of the next one. */
  socketFiles: string[];
  connectionString: (database: string) => string;
  /** The same by the role that the server works with, and how that role signs in. */
  applicationUrl: (database: string) => string;
  applicationPassword: string | undefined;
  /** Leaves nothing outside the home once the server has stopped. */
  clear: () => Promise<void>;
}

/** Bytes that the path of a Unix socket may have: 107 on Linux, 103 on macOS. */
const longestSocketPath = 103;
const port = 5432;
/** Owns nothing: it may read, and call what changes metered tables (see sql/access/). */
export const applicationRole = 'meterstone_application';
const socketName = `.s.PGSQL.${port}`;

/**
 * A Unix socket in a folder that only the cluster's user can enter, so nothing listens on the network and no
 * password is needed; the folder stands in the system's temporary one where the home's path is too long for a
 * socket. On Windows, a free port of the loopback address and a password kept in the home.
 */
export async function chooseEndpoint(home: Home): Promise<Endpoint> {
  if (process.platform === 'win32') return loopbackEndpoint(home);
  const sockets = await socketFolder(home);
  return {
    settings: {
      listen_addresses: '',
      port: String(port),
      unix_socket_directories: `"${sockets.replaceAll('"', '""')}"`,
      unix_socket_permissions: '0700',
    },
    authentication: ['--auth-local=trust', '--auth-host=reject'],
    socketFiles: [join(sockets, socketName), join(sockets, `${socketName}.lock`)],
    connectionString: (database) => `postgres://postgres@${encodeURIComponent(sockets)}:${port}/${database}`,
    applicationUrl: (database) =>
      `postgres://${applicationRole}@${encodeURIComponent(sockets)}:${port}/${database}`,
    applicationPassword: undefined,
    clear: async () => {
      // In the home it may stay; one that holds something after all is not ours to empty.
      if (!sockets.startsWith(home.path)) await rmdir(sockets).catch(() => undefined);
    },
  };
}

/** How a server is reached that another process runs on this home. */
export async function runningEndpoint(
  home: Home,
): Promise<Pick<Endpoint, 'connectionString' | 'applicationUrl'>> {
  if (process.platform !== 'win32') return chooseEndpoint(home);
  // The role's password is known to the process that runs it alone, so this is the owner.
  const password = await readFile(join(home.path, 'password'), 'utf8');
  const [, , , usedPort] = (await readFile(join(home.path, 'cluster/postmaster.pid'), 'utf8')).split('\n');
  const connectionString = (database: string) =>
    `postgres://postgres:${password}@127.0.0.1:${usedPort}/${database}`;
  return { connectionString, applicationUrl: connectionString };
}

async function socketFolder(home: Home): Promise<string> {
  const usual = join(home.path, 'sockets');
  if (Buffer.byteLength(join(usual, socketName)) <= longestSocketPath) {
    await ownFolder(usual, home);
    return usual;
  }
  const name = createHash('sha256').update(home.path).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `meterstone-${name}`);
  await ownFolder(short, home);
  return short;
}

/** Others may write the temporary folder, so what is already there must be a folder of the cluster's user. */
async function ownFolder(path: string, home: Home): Promise<void> {
  const uid = home.systemUser?.uid ?? process.getuid?.();
  try {
    await mkdir(path, { mode: 0o700 });
    if (home.systemUser) await chown(path, home.systemUser.uid, home.systemUser.gid);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== uid) {
      throw new BootError(
        `${path} is in the way of the database's socket: remove it, or set DATA_DIR to a shorter path`,
      );
    }
    await chmod(path, 0o700);
  }
}

async function loopbackEndpoint(home: Home): Promise<Endpoint> {
  const file = join(home.path, 'password');
  await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(() => undefined);
  const password = await readFile(file, 'utf8');
  // Set at each start, so that nobody has to keep it.
  const applicationPassword = randomBytes(24).toString('hex');
  const free = await freePort();
  return {
    settings: { listen_addresses: '127.0.0.1', port: String(free) },
    authentication: ['--auth=scram-sha-256', `--pwfile=${file}`],
    socketFiles: [],
    connectionString: (database) => `postgres://postgres:${password}@127.0.0.1:${free}/${database}`,
    applicationUrl: (database) =>
      `postgres://${applicationRole}:${applicationPassword}@127.0.0.1:${free}/${database}`,
    applicationPassword,
    clear: () => Promise.resolve(),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
