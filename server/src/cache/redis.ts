import { Redis } from 'ioredis';
import type { Logger } from '../lib/logger.ts';

/** What one command may take before Redis counts as away. */
const commandTimeoutMs = 250;
const probeIntervalMs = 1_000;

export interface RedisLink {
  /** For libraries that bring their own answer to a Redis that fails; its commands bypass the breaker. */
  client: Redis;
  /** The result, or undefined where Redis is away or the command failed. Sends at once, in the order of the calls. */
  attempt: <T extends object | number>(command: (redis: Redis) => Promise<T>) => Promise<T | undefined>;
  /**
   * What Redis's clock shows, at the most, at an instant of `performance.now()`; in milliseconds since 1970.
   * Undefined until it was heard once.
   */
  toRedisTime: (instant: number) => number | undefined;
  /** Tells what Redis's clock showed at some moment before now. */
  heardTime: (redisTimeMs: number) => void;
  close: () => void;
}

/**
 * One connection with a breaker. The first failure, a time-out among them, makes Redis count as away: nothing is
 * sent any more, so no request waits for it, until a probe of our own, once a second, is answered again.
 */
export function connectRedis(url: string, logger: Logger): RedisLink {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    // Else a command whose reply was lost would run twice.
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, probeIntervalMs),
  });
  let isAway = true;
  let offsetMs: number | undefined;

  redis.on('error', (error: Error) => {
    logger.debug({ err: error }, 'the connection to Redis failed');
  });
  redis.on('ready', () => void probe());
  const prober = setInterval(() => void (isAway && probe()), probeIntervalMs);
  prober.unref();

  function heardTime(redisTimeMs: number): void {
    // The reply was under way for a while, so this errs towards an earlier time, never a later one.
    offsetMs = redisTimeMs - performance.now();
  }

  function markAway(error: unknown): void {
    if (!isAway) logger.warn({ err: error }, 'Redis is away; Postgres answers alone until it is back');
    isAway = true;
  }

  async function probe(): Promise<void> {
    if (redis.status === 'connect') {
      // Connected but not greeted within a second: a peer that hangs or is gone.
      redis.disconnect(true);
    }
    if (redis.status !== 'ready') return;
    try {
      const [seconds, microseconds] = await redis.time();
      heardTime(Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000));
      if (isAway) logger.info('Redis answers');
      isAway = false;
    } catch {
      // A new connection: the old one may lead to a peer that will never answer on it.
      redis.disconnect(true);
    }
  }

  return {
    client: redis,
    toRedisTime: (instant) => (offsetMs === undefined ? undefined : offsetMs + instant),
    heardTime,
    async attempt(command) {
      if (isAway) return undefined;
      try {
        return await command(redis);
      } catch (error) {
        markAway(error);
        return undefined;
      }
    },
    close() {
      clearInterval(prober);
      redis.disconnect();
    },
  };
}

/** Whether a Redis answers there within a moment, on a connection of its own. */
export async function redisAnswers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Whoever waits for an answer gets the error.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
