/**
 * How long a turn may take: so long a use may have to wait for its counter, and past 50 ms it would wait apart from the
 * others. Another quota takes 0.3 ms an account and another reset period 1 ms, so the size of a turn follows from the one
 * before.
 */
const turnMs = 40;
const most = 1_000;

/** How many accounts a change that very many get reaches at a time. */
export interface TurnSize {
  readonly accounts: number;
  /** The turn took so long for so many accounts that changed. */
  took: (ms: number, changed: number) => void;
  failed: () => void;
}

export function createTurnSize(): TurnSize {
  let accounts = 20;
  return {
    get accounts() {
      return accounts;
    },
    took(ms, changed) {
      const fitting = (accounts * turnMs) / ms;
      // Grows slowly, as a turn may have found accounts that use nothing; and never by one that changed only some.
      const largest = changed < accounts ? accounts : accounts * 2;
      accounts = Math.max(1, Math.ceil(Math.min(most, fitting, largest)));
    },
    failed() {
      accounts = Math.max(1, Math.floor(accounts / 2));
    },
  };
}
