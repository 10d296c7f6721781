import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../lib/app-error.ts';
import { addressKey } from './address-key.ts';

/** How often something may happen for each key: an address, a person. Errors of both: `rate_limited`. */
export interface RateLimit {
  /** Counts one; refuses the one past the limit. With a scope, each scope of a key counts for itself. */
  count(key: string, scope?: string): Promise<void>;
  /** Counts nothing; refuses when the limit is reached. */
  check(key: string, scope?: string): Promise<void>;
}

/** What a limit needs of the context. */
export interface RateLimitContext {
  redis?: Redis | undefined;
}

interface RateLimitOptions {
  /** Tells limits apart in Redis. */
  name: string;
  /** How many each key has in one window, which starts with its first. */
  points: number;
  windowSeconds: number;
}

/**
 * A limit that all nodes share through Redis. Without one, or while it is away, each node counts by itself: a limit
 * is then looser by the number of nodes, and never absent.
 */
export function createRateLimit(
  { redis }: RateLimitContext,
  { name, points, windowSeconds }: RateLimitOptions,
): RateLimit {
  const options = { keyPrefix: `limit:${name}`, points, duration: windowSeconds };
  const memory = new RateLimiterMemory(options);
  const limiter = redis
    ? new RateLimiterRedis({
        ...options,
        storeClient: redis,
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
      })
    : memory;

  return {
    async count(key, scope) {
      try {
        await limiter.consume(storedKey(key, scope));
      } catch (thrown) {
        throw thrown instanceof RateLimiterRes ? refusal(thrown) : thrown;
      }
    },
    async check(key, scope) {
      const state = await limiter.get(storedKey(key, scope));
      if (state && state.consumedPoints >= points) throw refusal(state);
    },
  };
}

/** As `createRateLimit`, for keys that are addresses of clients: counted by `addressKey`. */
export function createAddressLimit(ctx: RateLimitContext, options: RateLimitOptions): RateLimit {
  const limit = createRateLimit(ctx, options);
  return {
    count: (ip, scope) => limit.count(addressKey(ip), scope),
    check: (ip, scope) => limit.check(addressKey(ip), scope),
  };
}

/** Of one length whatever a caller sends, and nothing that names a person rests in Redis. */
function storedKey(key: string, scope = ''): string {
  return createHash('sha256').update(`${key} ${scope}`).digest('base64url');
}

function refusal(state: RateLimiterRes): AppError {
  return new AppError('rate_limited', {
    retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  });
}
