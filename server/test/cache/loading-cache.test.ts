import { describe, expect, test } from '@jest/globals';
import { createLoadingCache } from '../../src/cache/loading-cache.ts';

interface Row {
  id: string;
  version: number;
}

/** A cache whose loads end when they are told to, each with what is given then. */
function setUp() {
  const loads: PromiseWithResolvers<Row | undefined>[] = [];
  const cache = createLoadingCache<Row>({
    max: 10,
    load: () => {
      const load = Promise.withResolvers<Row | undefined>();
      loads.push(load);
      return load.promise;
    },
  });
  return { cache, loads };
}

describe('a cache that loads', () => {
  test('reads once for all who ask meanwhile, then answers at once', async () => {
    const { cache, loads } = setUp();
    const asked = [cache.get('a'), cache.get('a')];
    const row = { id: 'a', version: 1 };
    loads[0]?.resolve(row);
    for (const answer of asked) expect(await answer).toBe(row);
    expect(loads).toHaveLength(1);
    expect(cache.get('a')).toBe(row);
  });

  test.each(['forget', 'forgetWhere'] as const)(
    'hands nothing that was being read at a %s to those who ask after it',
    async (how) => {
      const { cache, loads } = setUp();
      const before = cache.get('a');
      if (how === 'forget') cache.forget('a');
      else cache.forgetWhere(({ id }) => id === 'a');
      const after = cache.get('a');
      loads[0]?.resolve({ id: 'a', version: 1 });
      expect(await before).toEqual({ id: 'a', version: 1 });
      loads[1]?.resolve({ id: 'a', version: 2 });
      expect(await after).toEqual({ id: 'a', version: 2 });
      expect(cache.get('a')).toEqual({ id: 'a', version: 2 });
    },
  );

  test('keeps neither what is not there nor what failed', async () => {
    const { cache, loads } = setUp();
    const absent = cache.get('a');
    loads[0]?.resolve(undefined);
    expect(await absent).toBeUndefined();
    const failed = cache.get('a');
    loads[1]?.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const found = cache.get('a');
    loads[2]?.resolve({ id: 'a', version: 1 });
    expect(await found).toEqual({ id: 'a', version: 1 });
  });
});
