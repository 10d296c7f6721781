import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../contract.ts';

/** What later features do about accounts that come into being or change, in the same transaction. */
export interface AccountHooks {
  /** A person registered, or a host application made an account, perhaps saying with which plan it begins. */
  created(tx: Tx, accountId: string, wanted: { planCode?: string | undefined }): Promise<void>;
  timeZoneChanged(tx: Tx, accountId: string, timeZone: string): Promise<void>;
}

/** What is left of an account that its owner closes, and what goes: that of features which come later. */
export interface AccountClosing {
  /** Tells what would go and what would stay; changes nothing. */
  effects(db: Database, accountId: string): Promise<ClosingEffects>;
  /**
   * Ends all that the account has, in this transaction; how many credits were written off. Errors: `order_under_way`,
   * `account_closed`.
   */
  close(tx: Tx, accountId: string, actor: Actor): Promise<number>;
}

/** In the words of the database (closing_effects.sql). */
export interface ClosingEffects {
  credits: number;
  plan: {
    name: Record<string, string>;
    isDefault: boolean;
    isBought: boolean;
    paidUntil: string | null;
  } | null;
  holds: number;
  orders: number;
  moneyIsUnderWay: boolean;
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
