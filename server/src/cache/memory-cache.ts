import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.ts';

/** What is known of a key: no version below `floor` may come in; the value is absent after `expire`. */
interface Slot {
  floor: number;
  value: object | undefined;
  /** Of `performance.now()`. */
  putAt: number;
}

/** Postgres ends every statement within 15 seconds, also one whose caller is gone. */
const distrustMs = 20_000;
const trustMs = 1_000;

interface MemoryCacheOptions {
  maxEntries?: number;
  ttlMs?: number;
}

/**
 * The cache of a single node: answers at once, keeps at most `maxEntries` keys, each for at most `ttlMs`.
 * Every change passes through this process, so the version guard alone keeps it true; the time limit only bounds
 * how long a change made behind its back (by hand, in SQL) stays unseen. A change whose reply was lost is such a one
 * too, which `distrust` is for.
 */
export function createMemoryCache({ maxEntries = 100_000, ttlMs = 60_000 }: MemoryCacheOptions = {}): Cache {
  const slots = new LRUCache<string, Slot>({ max: maxEntries, ttl: ttlMs });
  let distrustUntil = -Infinity;
  /** Nothing from before the last loss is believed at all. */
  let lostAt = -Infinity;

  function isTrusted({ putAt }: Slot): boolean {
    if (putAt >= distrustUntil) return true;
    return putAt > lostAt && performance.now() - putAt < trustMs;
  }

  return {
    getMany: (keys) =>
      keys.map((key) => {
        const slot = slots.get(key);
        return slot && isTrusted(slot) ? slot.value : undefined;
      }),
    put(entries) {
      const now = performance.now();
      for (const { key, version, value, readAt: putAt = now } of entries) {
        if (version >= (slots.peek(key)?.floor ?? -Infinity))
          slots.set(key, { floor: version, value, putAt });
      }
    },
    expire(entries) {
      for (const { key, version } of entries) {
        const floor = Math.max(version + 1, slots.peek(key)?.floor ?? -Infinity);
        slots.set(key, { floor, value: undefined, putAt: 0 });
      }
    },
    distrust() {
      lostAt = performance.now();
      distrustUntil = lostAt + distrustMs;
    },
    close: () => {
      slots.clear();
      return Promise.resolve();
    },
  };
}
