import { invariant } from '../invariant.ts';

/**
 * What to do with a batch that failed as a whole. `retry`: nothing happened and the same may work. `held`: nothing
 * happened, as somebody holds what one item needs. `split`: one item may be to blame. `fail`: tell everybody.
 */
export type FailureVerdict = 'retry' | 'held' | 'split' | 'fail';

/** The fates of items that went through. Throws where a result is missing. */
export function settled<Result>(
  items: readonly unknown[],
  results: readonly Result[],
): PromiseFulfilledResult<Result>[] {
  return items.map((_, index) => {
    const value = results[index];
    invariant(value !== undefined, 'a batch comes back with a result for each of its items');
    return { status: 'fulfilled', value };
  });
}

export function asError(thrown: unknown): Error {
  return Error.isError(thrown) ? thrown : new Error('A batch failed', { cause: thrown });
}
