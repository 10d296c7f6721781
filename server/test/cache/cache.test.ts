import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cache } from '../../src/cache/cache.ts';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { connectRedis } from '../../src/cache/redis.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { patienceMs, waitUntil } from '../harness/clock/wait.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../harness/processes/redis.ts';

const logger = createLogger('silent');

/** What any cache guarantees, in process or shared. */
function behavesAsCache(open: () => Promise<Cache>): void {
  let cache: Cache;
  beforeEach(async () => {
    cache = await open();
  });
  afterEach(async () => {
    await cache.close();
  });
  const get = async (key: string) => (await cache.getMany([key]))[0];

  test('what was put is found, in the order asked for', async () => {
    await cache.put([
      { key: 'order-a', version: 1, value: { used: 1 } },
      { key: 'order-b', version: 2, value: { used: 2 } },
    ]);
    expect(await cache.getMany(['order-b', 'order-none', 'order-a'])).toEqual([
      { used: 2 },
      undefined,
      { used: 1 },
    ]);
  });

  test('an older version never replaces a newer one', async () => {
    await cache.put([{ key: 'older', version: 9, value: { used: 9 } }]);
    await cache.put([{ key: 'older', version: 8, value: { used: 8 } }]);
    expect(await get('older')).toEqual({ used: 9 });
  });

  test('versions are told apart up to the largest exact integer', async () => {
    const version = Number.MAX_SAFE_INTEGER - 1;
    await cache.put([{ key: 'large', version, value: { used: 2 } }]);
    await cache.put([{ key: 'large', version: version - 1, value: { used: 1 } }]);
    expect(await get('large')).toEqual({ used: 2 });
    await cache.expire([{ key: 'large', version: version - 1 }]);
    await cache.put([{ key: 'large', version: version - 1, value: { used: 1 } }]);
    expect(await get('large')).toBeUndefined();
  });

  test('an expired value is forgotten, and its version and older ones stay out', async () => {
    await cache.put([{ key: 'expired', version: 5, value: { used: 5 } }]);
    await cache.expire([{ key: 'expired', version: 5 }]);
    expect(await get('expired')).toBeUndefined();
    await cache.put([{ key: 'expired', version: 5, value: { used: 5 } }]);
    expect(await get('expired')).toBeUndefined();
    await cache.put([{ key: 'expired', version: 6, value: { used: 6 } }]);
    expect(await get('expired')).toEqual({ used: 6 });
  });

  test('what is expired before it was ever put stays out', async () => {
    await cache.expire([{ key: 'early', version: 3 }]);
    await cache.put([{ key: 'early', version: 3, value: { used: 3 } }]);
    expect(await get('early')).toBeUndefined();
  });

  test('many keys go in one call', async () => {
    const entries = Array.from({ length: 500 }, (_, n) => ({ key: `many-${n}`, version: n, value: { n } }));
    await cache.put(entries);
    expect(await cache.getMany(entries.map(({ key }) => key))).toEqual(entries.map(({ value }) => value));
  });

  test('whatever the order of puts and expiries, no value older than the newest known is ever read', async () => {
    const version = fc.integer({ min: 1, max: 6 });
    const key = fc.constantFrom('a', 'b');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), key, version }),
      fc.record({ kind: fc.constant('expire' as const), key, version }),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }), async (bursts) => {
        round += 1;
        const keyOf = (name: string) => `model-${round}-${name}`;
        const lowest = new Map<string, number>();
        for (const burst of bursts) {
          // The steps of a burst are under way at the same time.
          const done = burst.map((one) => {
            const least = one.kind === 'put' ? one.version : one.version + 1;
            lowest.set(one.key, Math.max(least, lowest.get(one.key) ?? 0));
            const entry = { key: keyOf(one.key), version: one.version };
            return one.kind === 'put' ? cache.put([{ ...entry, value: entry }]) : cache.expire([entry]);
          });
          const found = await cache.getMany(['a', 'b'].map(keyOf));
          for (const one of done) await one;
          for (const [index, name] of ['a', 'b'].entries()) {
            const value = found[index];
            if (value) expect(value).toHaveProperty('version', lowest.get(name));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
}

describe('the cache in process', () => {
  behavesAsCache(() => Promise.resolve(createMemoryCache()));

  test('answers at once, without a promise', () => {
    const cache = createMemoryCache();
    expect(cache.put([{ key: 'a', version: 1, value: { used: 1 } }])).toBeUndefined();
    expect(cache.getMany(['a'])).toEqual([{ used: 1 }]);
  });

  test('keeps no more entries than it may', () => {
    const cache = createMemoryCache({ maxEntries: 2 });
    void cache.put(['a', 'b', 'c'].map((key) => ({ key, version: 1, value: { key } })));
    expect(cache.getMany(['a', 'b', 'c'])).toEqual([undefined, { key: 'b' }, { key: 'c' }]);
  });

  test('forgets after its time', async () => {
    const cache = createMemoryCache({ ttlMs: 20 });
    void cache.put([{ key: 'a', version: 1, value: { used: 1 } }]);
    await waitUntil(async () => (await cache.getMany(['a']))[0] === undefined);
  });
});

describeWithRedis('the cache in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
  });

  /** A node's cache, once it has found its Redis. */
  async function openNode(): Promise<Cache> {
    const link = connectRedis(redis.url, logger);
    await waitUntil(() => link.toRedisTime(0) !== undefined);
    return createRedisCache(link);
  }

  async function isUsable(cache: Cache): Promise<boolean> {
    const key = `usable-${Math.random()}`;
    await cache.put([{ key, version: 1, value: { usable: true } }]);
    return (await cache.getMany([key]))[0] !== undefined;
  }

  const read = async (cache: Cache, key: string) => (await cache.getMany([key]))[0];

  behavesAsCache(openNode);

  describe('between two nodes', () => {
    let one: Cache;
    let two: Cache;
    beforeEach(async () => {
      [one, two] = await Promise.all([openNode(), openNode()]);
    });
    afterEach(async () => {
      redis.unhang();
      await redis.revive().catch(() => undefined);
      await Promise.all([one.close(), two.close()]);
    });

    test('what one puts, the other finds', async () => {
      await one.put([{ key: 'shared', version: 1, value: { used: 1 } }]);
      expect(await read(two, 'shared')).toEqual({ used: 1 });
    });

    test('a value is not trusted for longer than a second after it was read from Postgres', async () => {
      const readAt = performance.now();
      await one.put([{ key: 'lease', version: 1, value: { used: 1 }, readAt }]);
      // Of a look that was slow it counts when it began: only then was the value trusted for sure.
      let trustedAt: number | undefined;
      await waitUntil(async () => {
        const askedAt = performance.now();
        if ((await read(two, 'lease')) === undefined) return true;
        trustedAt = askedAt;
        return false;
      });
      expect((trustedAt ?? Infinity) - readAt).toBeLessThan(1_050);
    });

    test('a value that was read too long ago is not kept at all', async () => {
      await one.put([{ key: 'slow', version: 1, value: { used: 1 }, readAt: performance.now() - 1_001 }]);
      expect(await read(two, 'slow')).toBeUndefined();
    });

    test('the same version may come again once its lease is over', async () => {
      await one.put([{ key: 'again', version: 1, value: { used: 1 }, readAt: performance.now() - 2_000 }]);
      expect(await read(one, 'again')).toBeUndefined();
      await one.put([{ key: 'again', version: 1, value: { used: 1 } }]);
      expect(await read(one, 'again')).toEqual({ used: 1 });
    });

    test('a hung Redis holds up no more than a moment, then nobody', async () => {
      redis.hang();
      expect(await read(one, 'any')).toBeUndefined();
      // If each of these waited for as long as the first, they would take minutes.
      const after = performance.now();
      for (let n = 0; n < 1_000; n += 1) await read(one, 'any');
      expect(performance.now() - after).toBeLessThan(20_000);
      redis.unhang();
      await waitUntil(() => isUsable(one));
    });

    test('a write that a hung Redis takes up too late puts nothing old back', async () => {
      redis.hang();
      const sent = performance.now();
      await one.put([{ key: 'late', version: 4, value: { used: 4 } }]);
      // Version 5 is committed by now, and its own write found Redis away.
      await waitUntil(() => performance.now() - sent > 1_050);
      redis.unhang();
      await waitUntil(() => redis.withClient(async (client) => (await client.exists('ms:late:guard')) === 1));
      expect(await redis.withClient((client) => client.get('ms:late'))).toBeNull();
    });

    test('a node never reads what is older than its own write, though that write failed', async () => {
      redis.hang();
      await one.put([{ key: 'mine', version: 5, value: { used: 5 } }]);
      redis.unhang();
      // All the while until the first node trusts Redis again, the other keeps older values in it.
      const keys: string[] = [];
      let isBack = false;
      const began = performance.now();
      while (!isBack && performance.now() - began < patienceMs) {
        const key = `mine-${keys.length}`;
        keys.push(key);
        await two.put([{ key, version: 4, value: { used: 4 } }]);
        await one.put([{ key, version: 5, value: { used: 5 } }]);
        // The last ones only: answers to ever more keys would take ever longer, until Redis counts as away again.
        const found = await one.getMany(keys.slice(-20));
        expect(found).not.toContainEqual({ used: 4 });
        isBack = found.some((value) => value !== undefined);
      }
      expect(isBack).toBe(true);
    });

    test('a Redis that dies and comes back empty is used again', async () => {
      await redis.kill();
      expect(await read(one, 'any')).toBeUndefined();
      await one.put([{ key: 'any', version: 1, value: { used: 1 } }]);
      await one.expire([{ key: 'any', version: 1 }]);
      await redis.revive();
      await waitUntil(() => isUsable(one));
    });

    test('a flushed Redis is an empty cache', async () => {
      await one.put([{ key: 'flushed', version: 2, value: { used: 2 } }]);
      await redis.flush();
      expect(await read(one, 'flushed')).toBeUndefined();
      await one.put([{ key: 'flushed', version: 2, value: { used: 2 } }]);
      expect(await read(one, 'flushed')).toEqual({ used: 2 });
    });
  });

  test('without any Redis a node starts and works', async () => {
    const cache = createRedisCache(connectRedis('redis://127.0.0.1:1', logger));
    expect(await read(cache, 'any')).toBeUndefined();
    await cache.put([{ key: 'any', version: 1, value: { used: 1 } }]);
    await cache.close();
  });
});
