import type { Cache } from './cache.ts';
import type { RedisLink } from './redis.ts';

/**
 * How long a value may be read from Redis, from the instant at which it was asked from Postgres. This, not the
 * version guard, is what bounds how late any node learns of a commit, since a write to Redis may fail (README.md).
 */
const leaseMs = 1_000;
/** How long a version is guarded: far longer than a writer can be late. */
const guardMs = 60_000;
const prefix = 'ms:';

/**
 * One script for many keys, so that no other write comes between a look at the guard and the write. A key's guard
 * is the lowest version that may still come in. An empty value means: forget, and only guard.
 * A deadline in the past means that this script was sent long ago, to a Redis that hung.
 */
const writeScript = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  local guard_key = key .. ':guard'
  local version, deadline, value = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), ARGV[3 * i + 1]
  local guard = tonumber(redis.call('get', guard_key) or '-inf')
  if value == '' then
    redis.call('del', key)
    if version + 1 > guard then
      redis.call('set', guard_key, string.format('%.0f', version + 1), 'px', ARGV[1])
    end
  elseif version >= guard then
    redis.call('set', guard_key, ARGV[3 * i - 1], 'px', ARGV[1])
    if deadline > now then redis.call('set', key, value, 'px', deadline - now) else redis.call('del', key) end
  end
end
return now
`;

interface Write {
  key: string;
  version: number;
  /** Empty: forget. */
  json: string;
  /** On Redis's clock. */
  deadline: number;
}

/**
 * The cache that all nodes share. No Redis, or one that fails, is an empty cache: reads find nothing, writes do
 * nothing, neither throws, and what was read before this node's failed write is not read again by it.
 */
export function createRedisCache(link: RedisLink): Cache {
  let distrustUntil = 0;

  async function write(writes: Write[]): Promise<void> {
    if (writes.length === 0) return;
    const now = await link.attempt((redis) =>
      redis
        .eval(
          writeScript,
          writes.length,
          ...writes.map(({ key }) => prefix + key),
          guardMs,
          ...writes.flatMap(({ version, deadline, json }) => [version, deadline, json]),
        )
        .then(Number),
    );
    if (now === undefined) {
      // Redis may hold what this write would have replaced, for as long as a lease lasts.
      distrustUntil = performance.now() + leaseMs;
    } else {
      link.heardTime(now);
    }
  }

  return {
    async getMany(keys) {
      if (keys.length === 0) return [];
      const found =
        performance.now() < distrustUntil
          ? undefined
          : await link.attempt((redis) => redis.mget(...keys.map((key) => prefix + key)));
      return keys.map((_, index) => parse(found?.[index]));
    },
    put(entries) {
      const asked = performance.now();
      const writes = entries.map(({ key, version, value, readAt = asked }) => ({
        key,
        version,
        json: JSON.stringify(value),
        deadline: Math.floor((link.toRedisTime(readAt) ?? 0) + leaseMs),
      }));
      return write(writes);
    },
    expire: (entries) => write(entries.map(({ key, version }) => ({ key, version, json: '', deadline: 0 }))),
    // A lease is never longer than that second.
    distrust: () => undefined,
    close: () => {
      link.close();
      return Promise.resolve();
    },
  };
}

function parse(json: string | null | undefined): object | undefined {
  if (json === null || json === undefined) return undefined;
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? value : undefined;
}
