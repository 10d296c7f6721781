import { LRUCache } from 'lru-cache';

export interface LoadingCache<Value> {
  /** The value at once where it is remembered, else a promise of it; `undefined` where there is none. */
  get(key: string): Value | Promise<Value | undefined>;
  /** Whatever was read before this call is not handed out to those who ask after it. */
  forget(key: string): void;
  forgetWhere(test: (value: Value) => boolean): void;
}

interface LoadingCacheOptions<Value> {
  /** Entries kept at most; the least recently used go first. */
  max: number;
  /** Absent: what is true stays true. */
  ttlMs?: number;
  load: (key: string) => Promise<Value | undefined>;
}

/**
 * Keeps what `load` finds; concurrent askers share one load. Absence is not kept, so that what comes into being is
 * found at once. A failing load rejects and is not kept either. (Not by the fetch of lru-cache: it does not tell what
 * is being read, which `forgetWhere` must forget, too.)
 */
export function createLoadingCache<Value extends object>({
  max,
  ttlMs,
  load,
}: LoadingCacheOptions<Value>): LoadingCache<Value> {
  const kept = new LRUCache<string, Value>({ max, ...(ttlMs === undefined ? {} : { ttl: ttlMs }) });
  let loading = new Map<string, Promise<Value | undefined>>();

  function start(key: string): Promise<Value | undefined> {
    const generation = loading;
    const promise = load(key)
      .then((value) => {
        // A load that was under way when something was forgotten may have read the state before.
        if (value && generation === loading) kept.set(key, value);
        return value;
      })
      .finally(() => generation.delete(key));
    generation.set(key, promise);
    return promise;
  }

  return {
    get: (key) => kept.get(key) ?? loading.get(key) ?? start(key),
    forget(key) {
      loading = new Map();
      kept.delete(key);
    },
    forgetWhere(test) {
      loading = new Map();
      for (const [key, value] of kept.entries()) if (test(value)) kept.delete(key);
    },
  };
}
