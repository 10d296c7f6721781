import type { Tx } from '../../db/transaction.ts';

/** What later features do about accounts that come into being or change, in the same transaction. */
export interface AccountHooks {
  /** A person registered, or a host application made an account, perhaps saying with which plan it begins. */
  created(tx: Tx, accountId: string, wanted: { planCode?: string | undefined }): Promise<void>;
  timeZoneChanged(tx: Tx, accountId: string, timeZone: string): Promise<void>;
}

/** All of them as one: each acts after those before it, and the first that throws ends the transaction. */
export function combineAccountHooks(all: readonly Partial<AccountHooks>[]): AccountHooks {
  return {
    async created(tx, accountId, wanted) {
      for (const hooks of all) await hooks.created?.(tx, accountId, wanted);
    },
    async timeZoneChanged(tx, accountId, timeZone) {
      for (const hooks of all) await hooks.timeZoneChanged?.(tx, accountId, timeZone);
    },
  };
}
