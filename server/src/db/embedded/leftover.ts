import { execFile } from 'node:child_process';
import { constants, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BootError } from '../../lib/boot-error.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Cluster } from './cluster.ts';
import { commandLine, isAlive, processStart } from './process.ts';

/**
 * We may be root and the folder is not: what stands there must not lead us to another file. Windows has no such flag.
 */
const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

const fastMs = 30_000;
const immediateMs = 5_000;

/**
 * Clears what a killed server left in the cluster, so that Postgres can start: stops one that still runs, unties a
 * lock from a process that only has its id, removes dead sockets. The caller holds the home's lock, so whatever
 * runs here has no master any more.
 */
export async function clearLeftovers(cluster: Cluster, logger: Logger): Promise<void> {
  const lock = join(cluster.data, 'postmaster.pid');
  const text = await readFile(lock, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (pid > 0 && pid !== process.pid && isAlive(pid)) {
    if (await isPostmasterOf(pid, cluster)) {
      logger.warn({ pid }, 'stopping the embedded Postgres that a killed server left running');
      await stopOrphan(pid, cluster);
    } else {
      // Postgres would refuse to start while a process of that id lives, except when it is its own parent: us. What
      // the other lines say (shared memory that may still be in use) it goes on checking.
      const flag = constants.O_WRONLY | constants.O_TRUNC | noFollow;
      await writeFile(lock, text.replace(/^\d+/, String(process.pid)), { flag });
    }
  }
  for (const path of cluster.endpoint.socketFiles) await rm(path, { force: true });
}

async function isPostmasterOf(pid: number, cluster: Cluster): Promise<boolean> {
  const command = await commandLine(pid);
  if (command === undefined) return process.platform === 'win32';
  return command.includes(`postgres -D ${cluster.data} `);
}

async function stopOrphan(pid: number, cluster: Cluster): Promise<void> {
  for (const [mode, patienceMs] of [
    ['fast', fastMs],
    ['immediate', immediateMs],
  ] as const) {
    signalShutdown(pid, mode, cluster);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      // Not by isAlive: an orphan may stay a zombie for as long as the system's first process likes.
      if ((await processStart(pid)) === undefined) return;
      await delay(20);
    }
  }
  throw new BootError(
    `The embedded Postgres of an earlier run (process ${pid}) does not stop: kill it and start again`,
  );
}

/**
 * `smart` waits for clients to leave, `fast` sends them away; both write a checkpoint. `immediate` just ends, and the
 * next start recovers from the log. None loses what was committed.
 */
export type ShutdownMode = 'smart' | 'fast' | 'immediate';

const signals = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** Asks a postmaster to shut down, and does not wait for it. */
export function signalShutdown(pid: number, mode: ShutdownMode, cluster: Cluster): void {
  if (process.platform === 'win32') {
    const options = ['stop', '-D', cluster.data, '-m', mode, '-W'];
    execFile(join(cluster.programs, 'pg_ctl'), options, () => undefined);
    return;
  }
  try {
    process.kill(pid, signals[mode]);
  } catch {
    // It ended by itself, which is what the caller waits for.
  }
}
