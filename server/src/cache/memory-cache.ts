import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.ts';

/** What is known of a key: no version below `floor` may come in; the value is absent after `expire`. */
interface Slot {
  floor: number;
  value: object | undefined;
}

interface MemoryCacheOptions {
  maxEntries?: number;
  ttlMs?: number;
}

/**
 * The cache of a single node: answers at once, keeps at most `maxEntries` keys, each for at most `ttlMs`.
 * Every change passes through this process, so the version guard alone keeps it true; the time limit only bounds
 * how long a change made behind its back (by hand, in SQL) stays unseen.
 */
export function createMemoryCache({ maxEntries = 100_000, ttlMs = 60_000 }: MemoryCacheOptions = {}): Cache {
  const slots = new LRUCache<string, Slot>({ max: maxEntries, ttl: ttlMs });

  return {
    getMany: (keys) => keys.map((key) => slots.get(key)?.value),
    put(entries) {
      for (const { key, version, value } of entries) {
        if (version >= (slots.peek(key)?.floor ?? -Infinity)) slots.set(key, { floor: version, value });
      }
    },
    expire(entries) {
      for (const { key, version } of entries) {
        const floor = Math.max(version + 1, slots.peek(key)?.floor ?? -Infinity);
        slots.set(key, { floor, value: undefined });
      }
    },
    close: () => {
      slots.clear();
      return Promise.resolve();
    },
  };
}
