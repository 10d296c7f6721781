/**
 * How long one chunk of accounts may take. Their counters are locked meanwhile, and a use that waits for one more than
 * 50 ms is put aside. A change of quota takes 0.3 ms an account and one of the reset period 1 ms, so the size of a
 * chunk follows from how long the chunk before took.
 */
const chunkMs = 40;
const most = 1_000;
/**
 * What a chunk costs besides its accounts is as much as ten of them cost. On a machine that is busy that alone may take
 * more time than a chunk is to take, and smaller chunks would not be shorter: but where it takes so much more that it
 * must be the accounts themselves.
 */
const least = 16;
const tooLongMs = 5 * chunkMs;

/** How many accounts a change that very many get reaches at a time. */
export interface ChunkSize {
  readonly accounts: number;
  /** How long the chunk took, and how many of its accounts changed. */
  took: (ms: number, changed: number) => void;
  failed: () => void;
}

export function createChunkSize(): ChunkSize {
  let accounts = 20;
  return {
    get accounts() {
      return accounts;
    },
    took(ms, changed) {
      const fitting = (accounts * chunkMs) / ms;
      // Grows slowly, as accounts without uses are quick; and not after a chunk that did not find its full number.
      const largest = changed < accounts ? accounts : accounts * 2;
      accounts = Math.max(
        ms < tooLongMs ? Math.min(least, largest) : 1,
        Math.ceil(Math.min(most, fitting, largest)),
      );
    },
    failed() {
      accounts = Math.max(1, Math.floor(accounts / 2));
    },
  };
}
