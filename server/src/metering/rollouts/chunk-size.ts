/**
 * How long one chunk of accounts may take. Their counters are locked meanwhile, and a use that waits for one more than
 * 50 ms is put aside. A change of quota takes 0.3 ms an account and one of the reset period 1 ms, so the size of a
 * chunk follows from how long the chunk before took.
 */
const chunkMs = 40;
const most = 1_000;

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
      accounts = Math.max(1, Math.ceil(Math.min(most, fitting, largest)));
    },
    failed() {
      accounts = Math.max(1, Math.floor(accounts / 2));
    },
  };
}
