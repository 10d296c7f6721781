import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { BootError } from '../../lib/boot-error.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Cluster } from './cluster.ts';
import { clearLeftovers, signalShutdown, type ShutdownMode } from './leftover.ts';
import { programEnvironment } from './programs.ts';

/** fsync, synchronous_commit and full_page_writes keep their default, on: what was answered is on disk. */
const settings = {
  shared_buffers: '256MB',
  max_connections: '100',
  wal_compression: 'on',
  // Our statements are short; compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '',
  // Refused statements are the callers' to report, and their text may hold what must not be logged.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
};

const shortestPauseMs = 100;
const longestPauseMs = 5_000;
const smartShutdownMs = 500;
/** A fast shutdown writes out the buffers; past this it is broken off, and the next start recovers. */
const fastShutdownMs = 8_000;
/** One that lived so long is not in a row of failures. */
const soundLifeMs = 60_000;
/** How long the backends of a killed postmaster may take to notice. */
const backendsLeaveMs = 15_000;

export interface Postmaster {
  /** Shuts down and waits for the end. */
  stop: () => Promise<void>;
}

interface Running {
  child: ChildProcess;
  /** Fulfilled when the process is gone, with how it ended. */
  ended: Promise<string>;
}

/**
 * Runs the cluster's Postgres and resolves when it accepts connections. Should it die, it is started again, after
 * pauses of 0.1 to 5 s, until `stop`. It is a session of its own, so that Ctrl-C reaches only us and we decide the
 * order of the shutdown, and it ends with this process unless that is killed. Throws BootError when it does not
 * start.
 */
export async function runPostmaster(cluster: Cluster, logger: Logger): Promise<Postmaster> {
  const stopping = new AbortController();
  let current: Running | undefined;

  const launch = async (): Promise<Running> => {
    await clearLeftovers(cluster, logger);
    stopping.signal.throwIfAborted();
    return start(cluster, logger, (running) => {
      current = running;
    });
  };
  const endWithUs = () => {
    current?.child.kill('SIGQUIT');
  };
  process.once('exit', endWithUs);
  const first = await launchFirst(launch);
  const supervised = supervise(first, launch, stopping.signal, logger);

  return {
    stop: async () => {
      stopping.abort();
      const shutDown = (mode: ShutdownMode) => {
        const child = current?.child;
        if (child?.pid && child.exitCode === null && child.signalCode === null)
          signalShutdown(child.pid, mode, cluster);
      };
      // Our pools have said goodbye but perhaps not been heard yet; others have no claim to be waited for.
      shutDown('smart');
      const timers = [
        setTimeout(shutDown, smartShutdownMs, 'fast'),
        setTimeout(shutDown, fastShutdownMs, 'immediate'),
      ];
      await supervised;
      for (const timer of timers) clearTimeout(timer);
      process.off('exit', endWithUs);
    },
  };
}

async function launchFirst(launch: () => Promise<Running>): Promise<Running> {
  const deadline = Date.now() + backendsLeaveMs;
  for (;;) {
    try {
      return await launch();
    } catch (error) {
      if (error instanceof BootError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (!reason.includes('pre-existing shared memory block') || Date.now() > deadline) {
        throw new BootError(`The embedded Postgres does not start: ${reason}`);
      }
      await delay(shortestPauseMs);
    }
  }
}

async function supervise(
  first: Running,
  launch: () => Promise<Running>,
  stopping: AbortSignal,
  logger: Logger,
): Promise<void> {
  // Asked anew each time: what the compiler knows of `aborted` does not outlast an await.
  const isStopping = () => stopping.aborted;
  let running: Running | undefined = first;
  let startedAt = Date.now();
  let pauseMs = shortestPauseMs;
  for (;;) {
    if (running) {
      const how = await running.ended;
      if (isStopping()) return;
      logger.error({ how }, 'the embedded Postgres died; starting it again');
      if (Date.now() - startedAt > soundLifeMs) pauseMs = shortestPauseMs;
    }
    // Rejects when `stop` comes, which the loop then sees.
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    if (isStopping()) return;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    try {
      running = await launch();
      startedAt = Date.now();
      logger.info('the embedded Postgres runs again');
    } catch (error) {
      if (isStopping()) return;
      running = undefined;
      logger.error({ err: error }, 'the embedded Postgres does not start; trying again');
    }
  }
}

/** Starts the process and waits until it accepts connections; rejects with its last complaint when it ends before. */
function start(cluster: Cluster, logger: Logger, onSpawn: (running: Running) => void): Promise<Running> {
  const { home, programs, data, endpoint } = cluster;
  const options = Object.entries({ ...settings, ...endpoint.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
    ...home.systemUser,
    ...programEnvironment,
    cwd: '/',
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let complaint = '';
    const ended = new Promise<string>((end) => {
      child.once('error', (error) => {
        complaint ||= error.message;
        end(error.message);
      });
      child.once('close', (code, signal) => end(signal ?? `exit code ${code ?? 'unknown'}`));
    });
    const running = { child, ended };
    onSpawn(running);
    createInterface({ input: child.stderr }).on('line', (line) => {
      logLine(logger, line);
      if (line.startsWith('FATAL:') || line.startsWith('PANIC:')) complaint = line;
      if (line.includes('database system is ready to accept connections')) resolve(running);
    });
    void ended.then((how) => reject(new Error(complaint || how)));
  });
}

function logLine(logger: Logger, line: string): void {
  if (line.startsWith('PANIC:')) logger.error({ postgres: line }, 'Postgres reports');
  else if (line.startsWith('FATAL:')) logger.warn({ postgres: line }, 'Postgres reports');
  else logger.debug({ postgres: line }, 'Postgres reports');
}
