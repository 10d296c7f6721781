import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { waitUntil } from '../clock/wait.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A suite that needs a real redis-server; without one it reports itself as skipped, by name. */
export const describeWithRedis = hasRedis ? describe : describe['skip'];

export interface TestRedis {
  url: string;
  /** Stops answering, connections stay open. */
  hang: () => void;
  unhang: () => void;
  /** As by `kill -9`. */
  kill: () => Promise<void>;
  /** Starts an empty one on the same port after a kill. */
  revive: () => Promise<void>;
  flush: () => Promise<void>;
  /** For a look inside, past the code under test. */
  withClient: <T>(work: (redis: Redis) => Promise<T>) => Promise<T>;
  stop: () => Promise<void>;
}

/** A redis-server of our own on a free port, without persistence. */
export async function startRedis(): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'meterstone-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const withClient: TestRedis['withClient'] = async (work) => {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  };
  const revive = async () => {
    const flags = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
    ];
    if (child && child.exitCode === null && child.signalCode === null) return;
    child = spawn('redis-server', flags, { stdio: 'ignore' });
    await waitUntil(() =>
      withClient((redis) => redis.ping()).then(
        () => true,
        () => false,
      ),
    );
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };

  await revive();
  return {
    url,
    hang: () => void child?.kill('SIGSTOP'),
    unhang: () => void child?.kill('SIGCONT'),
    kill,
    revive,
    flush: async () => {
      await withClient((redis) => redis.flushall());
    },
    withClient,
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Below those that the system gives to outgoing connections: one of these could take the port while its Redis is
 * dead, or even connect to itself there.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
