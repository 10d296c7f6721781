import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from './app-error.ts';

interface CoalescerOptions<Item, Result> {
  /** Handles a batch as a whole; results in the order of the items. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items that a batch holds before it is full; what was submitted together stays together. */
  maxBatch: number;
  /** Items that may wait; past it, `submit` refuses with `overloaded`. */
  maxWaiting: number;
  /** What to do with a batch that failed as a whole. Default: everybody in it is told. */
  onFailure?: (error: unknown) => FailureVerdict;
}

/** `retry`: nothing happened and the same may work. `split`: one item may be to blame. `fail`: tell everybody. */
export type FailureVerdict = 'retry' | 'split' | 'fail';

interface Submission<Item, Result> {
  items: readonly Item[];
  settle: (fates: readonly PromiseSettledResult<Result>[]) => void;
}

/** With the pauses below, one to two seconds in all: as long as publishing a plan holds some ten thousand accounts. */
const retries = 8;

/**
 * Gathers what arrives while the last batch is under way and hands it over together. There is no timer: idle, an
 * item goes at once; under load, batches grow by themselves. One batch is under way at a time, so items keep
 * their order, also across batches.
 */
export class Coalescer<Item, Result> {
  readonly #options: CoalescerOptions<Item, Result>;
  #queue: Submission<Item, Result>[] = [];
  #waiting = 0;
  #running: Promise<void> | undefined;

  constructor(options: CoalescerOptions<Item, Result>) {
    this.#options = options;
  }

  /** The item's result once its batch is done. Errors: `overloaded`, and whatever `run` failed with. */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#enqueue({
        items: [item],
        settle: ([fate]) => {
          if (fate?.status === 'fulfilled') resolve(fate.value);
          else reject(asError(fate?.reason));
        },
      });
    });
  }

  /** The items' fates in their order, each for itself; all are let in, or none (`overloaded`). */
  submitEach(items: readonly Item[]): Promise<readonly PromiseSettledResult<Result>[]> {
    if (items.length === 0) return Promise.resolve([]);
    return new Promise((settle) => {
      this.#enqueue({ items, settle });
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Throws `overloaded`, which rejects the promise that is being made. */
  #enqueue(submission: Submission<Item, Result>): void {
    if (this.#waiting + submission.items.length > this.#options.maxWaiting) {
      throw new AppError('overloaded', { retryAfterSeconds: 1 });
    }
    this.#waiting += submission.items.length;
    this.#queue.push(submission);
    this.#running ??= this.#runWhileWaiting();
  }

  async #runWhileWaiting(): Promise<void> {
    // One turn of the event loop lets in what has already arrived on other connections.
    await new Promise<void>((resolve) => setImmediate(resolve));
    let tell: (() => void) | undefined;
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      const items = batch.flatMap((submission) => submission.items);
      const handled = this.#handle(items);
      // The last batch is told only now that this one is on its way: so the database works while answers are written.
      if (tell) setImmediate(tell);
      const fates = await handled;
      this.#waiting -= items.length;
      tell = () => {
        let next = 0;
        for (const { items: own, settle } of batch) settle(fates.slice(next, (next += own.length)));
      };
    }
    this.#running = undefined;
    tell?.();
  }

  #takeBatch(): Submission<Item, Result>[] {
    let size = 0;
    const end = this.#queue.findIndex(({ items }) => (size += items.length) >= this.#options.maxBatch);
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end + 1);
  }

  /** One fate for each item; never rejects. */
  async #handle(items: readonly Item[], attempt = 0): Promise<PromiseSettledResult<Result>[]> {
    try {
      const results = await this.#options.run(items);
      return items.map((_, index) => {
        const result = results[index];
        if (result === undefined) throw new Error('A batch came back with a result missing');
        return { status: 'fulfilled', value: result };
      });
    } catch (error) {
      const verdict = this.#options.onFailure?.(error) ?? 'fail';
      if (verdict === 'retry' && attempt < retries) {
        await delay(Math.random() * 10 * 2 ** attempt);
        return this.#handle(items, attempt + 1);
      }
      if (verdict !== 'fail' && items.length > 1) {
        // Also after the last retry: whoever is in the way of one item must not fail its neighbours.
        const middle = items.length >> 1;
        return [
          ...(await this.#handle(items.slice(0, middle), attempt)),
          ...(await this.#handle(items.slice(middle), attempt)),
        ];
      }
      return items.map(() => ({ status: 'rejected', reason: error }));
    }
  }
}

function asError(thrown: unknown): Error {
  return Error.isError(thrown) ? thrown : new Error('A batch failed', { cause: thrown });
}
