import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The user that stands for "not root" where the tests run as root. */
export const unprivileged = { uid: 65_534, gid: 65_534 };
export const isRoot = process.getuid?.() === 0;

const patienceMs = 90_000;

/** Asks again and again until there is an answer; a deadline instead of a guess how long it takes. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`It did not happen: ${what}`);
    await delay(20);
  }
}

/** A folder that everybody may pass, as `/tmp` itself; removed, with the cluster it may link to, by `clean`. */
export async function makeFolder(owner?: { uid: number; gid: number }): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'meterstone-boot-'));
  await chmod(folder, 0o755);
  if (owner) await chown(folder, owner.uid, owner.gid);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  const cluster = await realpath(join(folder, 'data/postgres')).catch(() => undefined);
  if (cluster) await rm(cluster, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

export interface NodeProcess {
  child: ChildProcess;
  /** All that it wrote so far. */
  stdout: () => string;
  stderr: () => string;
  /** Its origin, once it said that it is ready. */
  url: () => Promise<string>;
  /** Sends the signal and waits for the end. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** The status it ended with, once it has. */
  status: () => Promise<number | null>;
}

interface NodeOptions {
  dataDir: string;
  env?: Record<string, string>;
  user?: { uid: number; gid: number };
  /** The server's sources; default: these. */
  main?: string;
}

/** Runs `main.js` as `npm start` does, on a free port; of this process's environment it has the run's cache alone. */
export function startNode({ dataDir, env = {}, user, main }: NodeOptions): NodeProcess {
  const child = spawn(process.execPath, [main ?? join(import.meta.dirname, '../../../main.js')], {
    env: {
      PORT: '0',
      DATA_DIR: dataDir,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...env,
    },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close');
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    url: () =>
      eventually('the server is ready', () => {
        if (child.exitCode !== null) throw new Error(`The server ended: ${stderr}${stdout}`);
        return /Address +(\S+)/.exec(stdout)?.[1];
      }),
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
    status: async () => {
      await ended;
      return child.exitCode;
    },
  };
}

export async function postmasterOf(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);
}

/** Whatever still works in the cluster: Postgres and all its children stand in its folder. Linux only. */
export async function processesIn(dataDir: string): Promise<number[]> {
  const cluster = join(await realpath(join(dataDir, 'postgres')), 'cluster');
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    const folder = /^\d+$/.test(name) ? await readlink(`/proc/${name}/cwd`).catch(() => '') : '';
    if (folder === cluster) found.push(Number(name));
  }
  return found;
}

export async function signIn(url: string, email: string, password: string): Promise<number> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return answer.status;
}

/** E-mail and password of the admin, as a person would read them off the terminal. */
export function readSignIn(stdout: string): { email: string; password: string } {
  const [, email = '', password = ''] = /Admin +(\S+) +first password (\S+)/.exec(stdout) ?? [];
  return { email, password };
}
