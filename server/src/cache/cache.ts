/**
 * A cache of numbers whose truth is in Postgres. Every value carries the version that Postgres gave it, so a slow
 * writer can't put back an older one. Losing entries, or the whole store, costs time and nothing else.
 */
export interface Cache {
  /** Values by key, `undefined` where there is none; at once where they are in this process. */
  getMany(keys: readonly string[]): MaybePromise<(object | undefined)[]>;
  /** Keeps each value unless a newer version is known; equal versions are the same value. */
  put(entries: readonly CacheEntry[]): MaybePromise<void>;
  /** Forgets each value and refuses versions up to the given one from now on. */
  expire(entries: readonly { key: string; version: number }[]): MaybePromise<void>;
  /**
   * Something may have been committed, or may be soon, that this process was not told of: for a while no value is
   * believed for longer than a second.
   */
  distrust(): void;
  close(): Promise<void>;
}

interface CacheEntry {
  key: string;
  version: number;
  value: object;
  /**
   * `performance.now()` before the value was asked from Postgres; absent, now. Give it where time may have passed:
   * the shared cache trusts a value for a second from then, so that a slow writer can't prolong an old one.
   */
  readAt?: number;
}

type MaybePromise<T> = T | Promise<T>;
