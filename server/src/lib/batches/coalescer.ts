import { AppError } from '../app-error.ts';
import { pauseBefore, retries } from '../retries.ts';
import { asError, settled, type FailureVerdict } from './batch-fates.ts';
import { SideLanes } from './side-lanes.ts';

interface CoalescerOptions<Item, Result> {
  /** Handles a batch as a whole; results in the order of the items. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items that a batch holds before it is full; what was submitted together stays together. */
  maxBatch: number;
  /** Items that may wait; past it, `submit` refuses with `overloaded`. */
  maxWaiting: number;
  /** What to do with a batch that failed as a whole. Default: everybody in it is told. */
  onFailure?: (error: unknown) => FailureVerdict;
  /** How to go on without items that would keep the others waiting. Without it, a batch is only retried and split. */
  apart?: {
    keyOf: (item: Item) => string;
    /** The keys of those that somebody holds. Must not wait for them. */
    findHeld: (items: readonly Item[]) => Promise<ReadonlySet<string>>;
    /** Handles items of one key, waiting up to `patienceMs` for what somebody holds. */
    run: (items: readonly Item[], patienceMs: number) => Promise<readonly Result[]>;
  };
}

type Fate<Result> = PromiseSettledResult<Result>;

interface Submission<Item, Result> {
  items: readonly Item[];
  settle: (fates: readonly Fate<Result>[]) => void;
}

/**
 * Gathers what arrives while the last batch is under way and hands it over together. There is no timer: idle, an
 * item goes at once; under load, batches grow by themselves. One batch is under way at a time, so items keep
 * their order, also across batches. Items whose key somebody holds wait apart, in an order of their own, and delay
 * nobody else's.
 */
export class Coalescer<Item, Result> {
  readonly #options: CoalescerOptions<Item, Result>;
  readonly #lanes: SideLanes<Item, Result> | undefined;
  #queue: Submission<Item, Result>[] = [];
  #waiting = 0;
  #running: Promise<void> | undefined;

  constructor(options: CoalescerOptions<Item, Result>) {
    this.#options = options;
    const { apart, onFailure = () => 'fail' } = options;
    this.#lanes = apart && new SideLanes({ run: apart.run, onFailure });
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
    await this.#lanes?.drain();
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
      this.#waiting -= fates.reduce((count, fate) => count + (fate instanceof Promise ? 0 : 1), 0);
      tell = () => {
        let next = 0;
        for (const { items: own, settle } of batch)
          tellFates(fates.slice(next, (next += own.length)), settle);
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

  /**
   * One fate for each item, promised for those that wait apart: whose key is one of `held`, or has others waiting
   * there. Never rejects.
   */
  async #handle(
    items: readonly Item[],
    attempt = 0,
    held: ReadonlySet<string> = nobody,
  ): Promise<(Fate<Result> | Promise<Fate<Result>>)[]> {
    const { apart } = this.#options;
    const lanes = this.#lanes;
    if (!apart || !lanes || (held.size === 0 && !lanes.isAnyOpen())) return this.#try(items, attempt);
    const entered = items.map((item) => {
      const key = apart.keyOf(item);
      if (!held.has(key) && !lanes.isOpen(key)) return undefined;
      return lanes.enter(key, item).finally(() => (this.#waiting -= 1));
    });
    const others = await this.#try(
      items.filter((_, index) => !entered[index]),
      attempt,
    );
    let next = 0;
    return entered.flatMap((fate) => fate ?? others.slice(next, ++next));
  }

  async #try(items: readonly Item[], attempt: number): Promise<(Fate<Result> | Promise<Fate<Result>>)[]> {
    const [first] = items;
    if (first === undefined) return [];
    try {
      return settled(items, await this.#options.run(items));
    } catch (error) {
      const verdict = this.#options.onFailure?.(error) ?? 'fail';
      const mayBeHeld = verdict === 'held' || verdict === 'retry';
      const held = mayBeHeld ? await this.#findHeld(items) : nobody;
      if (held.size > 0) return this.#handle(items, attempt, held);
      // Who has waited in vain once, for nobody that can be seen, waits so long at each try.
      if (mayBeHeld && attempt < (verdict === 'held' ? 1 : retries)) {
        await pauseBefore(attempt + 1);
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
      if (mayBeHeld && this.#options.apart) {
        return this.#handle(items, attempt, new Set([this.#options.apart.keyOf(first)]));
      }
      return items.map(() => ({ status: 'rejected', reason: asError(error) }));
    }
  }

  /** The keys of these items that somebody holds; none where that can't be told. */
  async #findHeld(items: readonly Item[]): Promise<ReadonlySet<string>> {
    const { apart } = this.#options;
    if (!apart) return nobody;
    const keys = new Set(items.map(apart.keyOf));
    const held = await apart.findHeld(items).catch(() => nobody);
    return keys.intersection(held);
  }
}

const nobody: ReadonlySet<string> = new Set();

function tellFates<Result>(
  fates: readonly (Fate<Result> | Promise<Fate<Result>>)[],
  settle: Submission<unknown, Result>['settle'],
): void {
  const known = fates.flatMap((fate) => (fate instanceof Promise ? [] : [fate]));
  if (known.length === fates.length) settle(known);
  else void Promise.all(fates.map(async (fate) => fate)).then(settle);
}
