/**
 * How long a turn may take: so long a use may have to wait for its counter, which gives up after a second. Another
 * quota takes 0.3 ms an account and another reset period 1 ms, so the size of a turn follows from the one before.
 */
const turnMs = 150;
const most = 1_000;

/** How many accounts a change that very many get reaches at a time. */
export interface TurnSize {
  readonly accounts: number;
  /** The turn took so long. */
  took: (ms: number) => void;
  failed: () => void;
}

export function createTurnSize(): TurnSize {
  let accounts = 100;
  return {
    get accounts() {
      return accounts;
    },
    took(ms) {
      const fitting = (accounts * turnMs) / ms;
      // Grows slowly: a turn may have found accounts that use nothing.
      accounts = Math.max(1, Math.ceil(Math.min(most, fitting, accounts * 2)));
    },
    failed() {
      accounts = Math.max(1, Math.floor(accounts / 2));
    },
  };
}
