import { AppError } from '../app-error.ts';
import { invariant } from '../invariant.ts';
import { pauseBefore, retries } from '../retries.ts';
import { asError, settled, type FailureVerdict } from './batch-fates.ts';
import { SideLanes } from './side-lanes.ts';

interface LaneOptions<Item> {
  count: number;
  laneOf: (item: Item) => number;
  /** From so many waiting items on, each lane has batches of its own; fewer go better in one. */
  splitAt: number;
}

const oneLane: LaneOptions<unknown> = { count: 1, laneOf: () => 0, splitAt: Infinity };

interface CoalescerOptions<Item, Result> {
  /** Handles a batch as a whole; results in the order of the items. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items that a batch holds before it is full; what was submitted together stays together. */
  maxBatch: number;
  /**
   * Lets batches be under way beside each other: an item's lane is always the same, and no two batches under way share
   * one. Default: one lane, so one batch at a time.
   */
  lanes?: LaneOptions<Item>;
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

/** What was submitted together, as far as it is of one lane. */
interface Submission<Item, Result> {
  items: readonly Item[];
  settle: (fates: readonly Fate<Result>[]) => void;
}

interface Lane<Item, Result> {
  queue: Submission<Item, Result>[];
  /** How many items are in it. */
  queued: number;
  isBusy: boolean;
}

/**
 * Gathers what arrives while the last batch is under way and hands it over together. There is no timer: idle, an
 * item goes at once; under load, batches grow by themselves. One batch of a lane is under way at a time, so items of
 * a lane keep their order, also across batches. Items whose key somebody holds wait apart, in an order of their own,
 * and delay nobody else's.
 */
export class Coalescer<Item, Result> {
  readonly #options: CoalescerOptions<Item, Result>;
  readonly #laneOf: (item: Item) => number;
  readonly #splitAt: number;
  readonly #aside: SideLanes<Item, Result> | undefined;
  readonly #lanes: readonly Lane<Item, Result>[];
  #waiting = 0;
  #underWay = 0;
  /** Batches that are done and whose submitters are told in a moment. */
  #untold = 0;
  #isWoken = false;
  /** Resolved when nothing waits and nothing is under way; absent while that is so. */
  #untilIdle: PromiseWithResolvers<void> | undefined;

  constructor(options: CoalescerOptions<Item, Result>) {
    this.#options = options;
    const { apart, lanes = oneLane, onFailure = () => 'fail' } = options;
    this.#laneOf = lanes.laneOf;
    this.#splitAt = lanes.splitAt;
    this.#aside = apart && new SideLanes({ run: apart.run, onFailure });
    this.#lanes = Array.from({ length: lanes.count }, () => ({ queue: [], queued: 0, isBusy: false }));
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
    while (this.#untilIdle) await this.#untilIdle.promise;
    await this.#aside?.drain();
  }

  /** Throws `overloaded`, which rejects the promise that is being made. */
  #enqueue(submission: Submission<Item, Result>): void {
    if (this.#waiting + submission.items.length > this.#options.maxWaiting) {
      throw new AppError('overloaded', { retryAfterSeconds: 1 });
    }
    this.#waiting += submission.items.length;
    this.#untilIdle ??= Promise.withResolvers();
    this.#divide(submission);
    if (this.#isWoken || this.#lanes.every(({ isBusy }) => isBusy)) return;
    this.#isWoken = true;
    // One turn of the event loop lets in what has already arrived on other connections.
    setImmediate(() => {
      this.#isWoken = false;
      this.#startBatches();
    });
  }

  /** Puts each item into the queue of its lane, and the fates together again. */
  #divide(submission: Submission<Item, Result>): void {
    const { items, settle } = submission;
    const laneOf = this.#laneOf;
    const [first] = items;
    if (first === undefined) return;
    const lane = laneOf(first);
    if (items.every((item) => laneOf(item) === lane)) {
      this.#push(lane, submission);
      return;
    }
    const places = Map.groupBy(items.keys(), (index) => laneOf(items[index] ?? first));
    const fates = new Array<Fate<Result>>(items.length);
    let open = places.size;
    for (const [lane, indexes] of places) {
      this.#push(lane, {
        items: indexes.map((index) => items[index] ?? first),
        settle(part) {
          for (const [at, fate] of part.entries()) fates[indexes[at] ?? at] = fate;
          open -= 1;
          if (open === 0) settle(fates);
        },
      });
    }
  }

  #push(at: number, submission: Submission<Item, Result>): void {
    const lane = this.#lanes[at];
    invariant(lane, 'an item has a lane');
    lane.queue.push(submission);
    lane.queued += submission.items.length;
  }

  #startBatches(): void {
    for (const lanes of this.#chooseLanes()) void this.#runBatch(lanes);
  }

  /** The lanes of each batch that can start now: few items go in one, as each batch costs the price of its commit. */
  #chooseLanes(): (readonly Lane<Item, Result>[])[] {
    const free = this.#lanes.filter(({ isBusy, queued }) => !isBusy && queued > 0);
    const splitAt = this.#splitAt;
    if (this.#underWay > 0) {
      return free.filter(({ queued }) => queued >= splitAt / this.#lanes.length).map((lane) => [lane]);
    }
    const queued = free.reduce((sum, lane) => sum + lane.queued, 0);
    if (queued >= splitAt) return free.map((lane) => [lane]);
    return free.length > 0 ? [free] : [];
  }

  /** Handles one batch of these lanes. Never rejects. */
  async #runBatch(lanes: readonly Lane<Item, Result>[]): Promise<void> {
    const batch = lanes.flatMap((lane) => this.#takeFrom(lane));
    for (const lane of lanes) lane.isBusy = true;
    this.#underWay += 1;
    const fates = await this.#handle(batch.flatMap(({ items }) => items));
    this.#waiting -= fates.reduce((count, fate) => count + (fate instanceof Promise ? 0 : 1), 0);
    this.#underWay -= 1;
    for (const lane of lanes) lane.isBusy = false;
    this.#untold += 1;
    const tell = () => {
      let next = 0;
      for (const { items, settle } of batch) tellFates(fates.slice(next, (next += items.length)), settle);
      this.#untold -= 1;
      this.#noteIdle();
    };

    this.#startBatches();
    // Where another batch is on its way, it goes first: so the database works while answers are written.
    if (this.#underWay > 0) setImmediate(tell);
    else tell();
  }

  #noteIdle(): void {
    if (this.#underWay > 0 || this.#untold > 0 || this.#lanes.some(({ queued }) => queued > 0)) return;
    this.#untilIdle?.resolve();
    this.#untilIdle = undefined;
  }

  #takeFrom(lane: Lane<Item, Result>): Submission<Item, Result>[] {
    let size = 0;
    const end = lane.queue.findIndex(({ items }) => (size += items.length) >= this.#options.maxBatch);
    lane.queued -= size;
    return lane.queue.splice(0, end < 0 ? lane.queue.length : end + 1);
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
    const aside = this.#aside;
    if (!apart || !aside || (held.size === 0 && !aside.isAnyOpen())) return this.#try(items, attempt);
    const entered = items.map((item) => {
      const key = apart.keyOf(item);
      if (!held.has(key) && !aside.isOpen(key)) return undefined;
      return aside.enter(key, item).finally(() => (this.#waiting -= 1));
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
