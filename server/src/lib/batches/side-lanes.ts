import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../app-error.ts';
import { asError, settled, type FailureVerdict } from './batch-fates.ts';

interface SideLanesOptions<Item, Result> {
  /** Handles items of one key as a whole, waiting up to `patienceMs` for what somebody holds. */
  run: (items: readonly Item[], patienceMs: number) => Promise<readonly Result[]>;
  onFailure: (error: unknown) => FailureVerdict;
}

interface Waiting<Item, Result> {
  item: Item;
  since: number;
  settle: (fate: PromiseSettledResult<Result>) => void;
}

/** Keys that are handled at a time: each takes a connection of its own. */
const lanes = 2;
/** How long one try waits for what somebody holds; less where many keys wait for their turn. */
const patienceMs = 1_000;
const leastPatienceMs = 50;
/** Items that waited so long for a turn are refused. */
const longestMs = 3_000;
/** How long a key stays apart after its last trouble: whoever held it once may do so again. */
const suspicionMs = 1_000;
/** Before a try that may work at once, as nobody was waited for in vain. */
const longestPauseMs = 40;

/**
 * Where items wait whose key somebody holds, so that those of other keys go on. The keys take turns, few at a time;
 * items of one key keep their order. Every item has its fate within a few seconds.
 */
export class SideLanes<Item, Result> {
  readonly #options: SideLanesOptions<Item, Result>;
  readonly #waiting = new Map<string, Waiting<Item, Result>[]>();
  readonly #suspectUntil = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #busy = new Set<string>();

  constructor(options: SideLanesOptions<Item, Result>) {
    this.#options = options;
  }

  /** False where `isOpen` is, whatever the key. */
  isAnyOpen(): boolean {
    return this.#suspectUntil.size > 0;
  }

  /** Whether items of the key must go here, behind those that wait or because the key was held a moment ago. */
  isOpen(key: string): boolean {
    const until = this.#suspectUntil.get(key);
    if (until === undefined) return false;
    if (this.#waiting.has(key) || until > performance.now()) return true;
    this.#suspectUntil.delete(key);
    return false;
  }

  /** The item's fate; never rejects. */
  enter(key: string, item: Item): Promise<PromiseSettledResult<Result>> {
    return new Promise((settle) => {
      const entry = { item, settle, since: performance.now() };
      const line = this.#waiting.get(key);
      if (line) line.push(entry);
      else this.#waiting.set(key, [entry]);
      if (!this.#suspectUntil.has(key)) this.#suspect(key);
      this.#start();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #suspect(key: string): void {
    const now = performance.now();
    for (const [other, until] of this.#suspectUntil) {
      if (until > now || this.#waiting.has(other)) break;
      this.#suspectUntil.delete(other);
    }
    this.#suspectUntil.delete(key);
    this.#suspectUntil.set(key, now + suspicionMs);
  }

  #start(): void {
    while (this.#running.size < Math.min(lanes, this.#waiting.size)) {
      const running = this.#takeTurns().finally(() => {
        this.#running.delete(running);
        this.#start();
      });
      this.#running.add(running);
    }
  }

  async #takeTurns(): Promise<void> {
    // Those that came in the same turn of the event loop go together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const key = this.#waiting.keys().find((one) => !this.#busy.has(one));
    const line = key === undefined ? undefined : this.#waiting.get(key);
    if (key === undefined || !line) return;
    const batch = line.splice(0);
    this.#busy.add(key);
    const patience = Math.max(leastPatienceMs, patienceMs * Math.min(1, lanes / this.#waiting.size));
    const fates = await this.#handle(
      batch.map(({ item }) => item),
      patience,
    );
    this.#busy.delete(key);
    // To the end of the queue, where others have come meanwhile.
    this.#waiting.delete(key);
    const now = performance.now();
    const rest = line.filter(({ since, settle }) => {
      const isLate = now - since > longestMs;
      if (isLate) settle(refused());
      return !isLate;
    });
    if (rest.length > 0) this.#waiting.set(key, rest);
    if (fates.some(({ status }) => status === 'rejected')) this.#suspect(key);
    for (const [index, { settle }] of batch.entries()) settle(fates[index] ?? refused());
    this.#refuseLate(now);
  }

  /** Those whose turn is too far away, with so many keys before them. */
  #refuseLate(now: number): void {
    for (const [key, line] of this.#waiting) {
      if (this.#busy.has(key)) continue;
      const inTime = line.filter(({ since }) => now - since <= longestMs);
      for (const { settle, since } of line) if (now - since > longestMs) settle(refused());
      if (inTime.length === 0) this.#waiting.delete(key);
      else line.splice(0, line.length, ...inTime);
    }
  }

  async #handle(
    items: readonly Item[],
    patience: number,
    from = performance.now(),
  ): Promise<PromiseSettledResult<Result>[]> {
    try {
      return settled(items, await this.#options.run(items, patience));
    } catch (error) {
      const verdict = this.#options.onFailure(error);
      const left = patience - (performance.now() - from);
      if ((verdict === 'retry' || verdict === 'held') && left > 0) {
        await delay(Math.random() * longestPauseMs);
        return this.#handle(items, patience, from);
      }
      if (verdict === 'split' && items.length > 1) {
        const middle = items.length >> 1;
        return [
          ...(await this.#handle(items.slice(0, middle), patience, from)),
          ...(await this.#handle(items.slice(middle), patience, from)),
        ];
      }
      return items.map(() => ({ status: 'rejected', reason: asError(error) }));
    }
  }
}

function refused(): PromiseRejectedResult {
  return {
    status: 'rejected',
    reason: new AppError('unavailable', { detail: 'Somebody holds what this needs', retryAfterSeconds: 1 }),
  };
}
