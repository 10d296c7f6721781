import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import type { FailureVerdict } from '../lib/batches/batch-fates.ts';
import { pauseBefore, retries } from '../lib/retries.ts';
import { sqlstateOf, translateDatabaseError } from './sqlstate.ts';

/** What is done where transactions get into each other's way: deadlocks, serialization failures, rows that are held. */

/** Serialization failure and deadlock: nothing happened, and trying again may well work. */
export function isContention(error: unknown): boolean {
  return /^(40001|40P01)$/.test(sqlstateOf(error) ?? '');
}

/** A lock was held by somebody for longer than we wait: nothing happened. */
export function isHeld(error: unknown): boolean {
  return sqlstateOf(error) === '55P03';
}

/** Does `work`, and again where it ends in contention. Throws what the last try threw, any other error at once. */
export async function retryContention<T>(work: () => Promise<T>): Promise<T> {
  for (let retry = 1; ; retry += 1) {
    try {
      return await work();
    } catch (error) {
      if (retry > retries || !isContention(error)) throw error;
      await pauseBefore(retry);
    }
  }
}

/** How long a row that is held is waited for, in milliseconds. */
interface Patience {
  /** In all, but for the last try. */
  all: number;
  /** At a time. */
  step: number;
  /** By the last try. */
  last: number;
}

/**
 * Does `work`, and again for so long while it ends because a row is held. `work` itself must give up on locks after the
 * time that it is told (lock_timeout): what it had locked before, it lets go of in the pauses, where others that wait
 * for it get their turn. Locks that are shared would else go from one such work to the next, and nobody would ever
 * change what they protect.
 * The last try waits longer: a row that one short transaction after another holds is had by standing in line only.
 */
export async function retryWhileHeld<T>(
  patience: Patience,
  work: (waitMs: number) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + patience.all;
  for (;;) {
    const isLast = performance.now() >= deadline;
    try {
      return await work(isLast ? patience.last : patience.step);
    } catch (error) {
      if (!isHeld(error) || isLast) throw error;
      await delay(pauseWhileHeldMs);
    }
  }
}

/** Longer than such a work keeps its locks in a step, so that several at once leave a gap. */
const pauseWhileHeldMs = 50;

/**
 * What to do with a batch that failed as a whole. A deadlock or a key taken meanwhile left nothing behind: the same
 * again. A database out of reach may or may not have committed: everybody is told, and retries under their keys.
 * Anything else one event may be to blame for.
 */
export function judgeBatchFailure(error: unknown): FailureVerdict {
  if (isContention(error)) return 'retry';
  if (isHeld(error)) return 'held';
  if (sqlstateOf(error) === undefined || translateDatabaseError(error) instanceof AppError) return 'fail';
  return 'split';
}
