import type { Tx } from '../../db/transaction.ts';

/** What later features do about accounts that come into being or change, in the same transaction. */
export interface AccountHooks {
  /** A person registered, and has a new account. */
  created(tx: Tx, accountId: string): Promise<void>;
  timeZoneChanged(tx: Tx, accountId: string, timeZone: string): Promise<void>;
}

/** All of them as one: each acts after those before it, and the first that throws ends the transaction. */
export function combineAccountHooks(all: readonly Partial<AccountHooks>[]): AccountHooks {
  return {
    async created(tx, accountId) {
      for (const hooks of all) await hooks.created?.(tx, accountId);
    },
    async timeZoneChanged(tx, accountId, timeZone) {
      for (const hooks of all) await hooks.timeZoneChanged?.(tx, accountId, timeZone);
    },
  };
}
