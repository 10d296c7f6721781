import { AppError } from './app-error.ts';

interface ByteRoomOptions {
  /** Bytes that are inside at a time; whoever brings more goes in alone. */
  capacity: number;
  /** How many of them are kept for keys that have nothing inside. */
  kept: number;
  /** Who may wait, of all keys and of one. */
  maxWaiting: number;
  maxWaitingOfKey: number;
  /** How long one waits for its turn. */
  patienceMs: number;
  /** Who has been inside for so long unsettled may be put out for the sake of those who wait. Default: nobody is. */
  stayMs?: number;
}

/** Where something is on its way through a room. */
export interface Place {
  /** Resolves once it is inside. Errors: `overloaded` where too many wait, or its turn does not come in time. */
  entered: Promise<void>;
  /** It is whole, and came to so many bytes, if to fewer than were reckoned with: from now on it may stay. */
  settle: (bytes: number) => void;
  /** Gives up what it has of the room, or its place in the line. Once is enough, more does no harm. */
  leave: () => void;
}

interface Entry {
  key: string;
  bytes: number;
  /** When it came in; Infinity before, and once it may stay. */
  since: number;
  /** Tells it that it is inside. */
  admit: () => void;
  /** Takes it out of the line, and tells it so. */
  refuse: () => void;
  /** Tells it that it has been put out. */
  putOut: () => void;
}

interface Line {
  inside: number;
  bytes: number;
  /** Bytes that were let in, from where its key began to compete: whoever has the fewest is next. */
  used: number;
  waiting: Entry[];
}

/**
 * A room that holds so many bytes. Keys that wait get equal shares of it, by bytes: a long line, or a large entry,
 * delays its own key only. Within a key, and where there is not enough room for whoever's turn it is, nobody overtakes
 * (but for what is kept for keys with nothing inside): much gets its turn, too.
 */
export class ByteRoom {
  readonly #options: ByteRoomOptions;
  /** Keys with anything inside or waiting, and those that have used more than others who still wait. */
  readonly #lines = new Map<string, Line>();
  /** In the order in which they came in. */
  readonly #inside = new Set<Entry>();
  #bytes = 0;
  #waiting = 0;
  /** What the key that was served last had used before: where one that comes anew begins. */
  #turn = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: ByteRoomOptions) {
    this.#options = options;
  }

  /** `onPutOut` is called where it has stayed too long; it has left then. */
  enter(key: string, bytes: number, onPutOut?: () => void): Place {
    const { promise: entered, resolve, reject } = Promise.withResolvers<undefined>();
    const patience = setTimeout(() => {
      entry.refuse();
    }, this.#options.patienceMs).unref();
    const entry: Entry = {
      key,
      bytes,
      since: Infinity,
      admit() {
        clearTimeout(patience);
        resolve(undefined);
      },
      refuse: () => {
        clearTimeout(patience);
        this.#remove(entry);
        reject(new AppError('overloaded', { retryAfterSeconds: 1 }));
      },
      putOut() {
        onPutOut?.();
      },
    };
    const line = this.#lines.get(key) ?? { inside: 0, bytes: 0, used: 0, waiting: [] };
    this.#lines.set(key, line);
    if (line.waiting.length === 0) line.used = Math.max(line.used, this.#turn);
    line.waiting.push(entry);
    this.#waiting += 1;
    this.#letIn();
    this.#boundWaiting(line);
    return {
      entered,
      settle: (settled) => {
        this.#settle(entry, settled);
      },
      leave: () => {
        clearTimeout(patience);
        this.#remove(entry);
      },
    };
  }

  #letIn(): void {
    for (let next = this.#findNext(); next; next = this.#findNext()) {
      const { line, entry } = next;
      line.waiting.shift();
      this.#waiting -= 1;
      this.#turn = Math.max(this.#turn, line.used);
      line.used += entry.bytes;
      line.inside += 1;
      line.bytes += entry.bytes;
      this.#bytes += entry.bytes;
      entry.since = performance.now();
      this.#inside.add(entry);
      entry.admit();
    }
    if (this.#waiting > 0) this.#watchStays();
    else if (this.#inside.size === 0) this.#lines.clear();
    for (const [key, line] of this.#lines) {
      if (line.inside === 0 && line.waiting.length === 0 && line.used <= this.#turn) this.#lines.delete(key);
    }
  }

  #findNext(): { line: Line; entry: Entry } | undefined {
    const { capacity, kept } = this.#options;
    const isFull = (line: Line, bytes: number) =>
      this.#inside.size > 0 && this.#bytes + bytes > (line.inside > 0 ? capacity - kept : capacity);
    let next: { line: Line; entry: Entry } | undefined;
    for (const line of this.#lines.values()) {
      const [entry] = line.waiting;
      // What is kept for others is not for this one to wait for: it stands in nobody's way.
      if (!entry || (kept > 0 && line.inside > 0 && isFull(line, entry.bytes))) continue;
      if (!next || line.used < next.line.used) next = { line, entry };
    }
    return next && !isFull(next.line, next.entry.bytes) ? next : undefined;
  }

  /** Where more wait than may: past the bound of a key its newest is refused, past that of all the longest line's. */
  #boundWaiting(own: Line): void {
    const { maxWaiting, maxWaitingOfKey } = this.#options;
    let line = own;
    if (own.waiting.length <= maxWaitingOfKey) {
      if (this.#waiting <= maxWaiting) return;
      for (const other of this.#lines.values()) if (other.waiting.length > line.waiting.length) line = other;
    }
    line.waiting.at(-1)?.refuse();
  }

  #settle(entry: Entry, bytes: number): void {
    const line = this.#lines.get(entry.key);
    if (!line || !this.#inside.has(entry)) return;
    const spared = Math.max(0, entry.bytes - bytes);
    entry.since = Infinity;
    entry.bytes -= spared;
    line.bytes -= spared;
    line.used -= spared;
    this.#bytes -= spared;
    this.#letIn();
  }

  /** Out of the room, or out of the line before it. */
  #remove(entry: Entry): void {
    const line = this.#lines.get(entry.key);
    if (!line) return;
    if (this.#inside.delete(entry)) {
      line.inside -= 1;
      line.bytes -= entry.bytes;
      this.#bytes -= entry.bytes;
    } else {
      const at = line.waiting.indexOf(entry);
      if (at < 0) return;
      line.waiting.splice(at, 1);
      this.#waiting -= 1;
    }
    this.#letIn();
  }

  /** As long as somebody waits, looks now and then for who has been inside for too long. */
  #watchStays(): void {
    const { stayMs } = this.#options;
    if (stayMs === undefined || this.#watch) return;
    const look = () => {
      this.#watch = undefined;
      for (let entry = this.#findStale(stayMs); entry; entry = this.#findStale(stayMs)) {
        this.#remove(entry);
        entry.putOut();
      }
      if (this.#waiting > 0) this.#watchStays();
    };
    this.#watch = setTimeout(look, stayMs / 10).unref();
  }

  /** Of those who have stayed too long, one of the key with most inside; none where only keys wait that have more. */
  #findStale(stayMs: number): Entry | undefined {
    const heldBy = (key: string) => this.#lines.get(key)?.bytes ?? 0;
    const waiting = [...this.#lines.values()].filter((line) => line.waiting.length > 0);
    const least = Math.min(...waiting.map(({ bytes }) => bytes));
    const longest = performance.now() - stayMs;
    return [...this.#inside]
      .filter(({ key, since }) => since <= longest && heldBy(key) >= least)
      .reduce<Entry | undefined>(
        (most, one) => (most && heldBy(most.key) >= heldBy(one.key) ? most : one),
        undefined,
      );
  }
}
