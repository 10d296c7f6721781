import type { IdentityContext } from '../identity/service.ts';
import type { Coalescer } from '../lib/coalescer.ts';
import type { Balance, LotPart } from './balances/contract.ts';
import type { BalanceTeller } from './balances/teller.ts';
import type { CreditUse, UseOutcome } from './uses/use.ts';

/** What credits keep running on each node. */
export interface Ledger {
  /** Spends credits, many uses at once. */
  spender: Coalescer<CreditUse, UseOutcome>;
  /** Finds which lots paid uses that more than one paid, many at once. */
  partReader: Coalescer<{ accountId: string; seq: number }, LotPart[]>;
  /** Reads where accounts stand, many at once; null where there is no such account. */
  balanceReader: Coalescer<string, Balance | null>;
  /** Tells browsers what changed. */
  teller: BalanceTeller;
  /** Lets what waits finish, then stops. */
  close: () => Promise<void>;
}

export interface CreditsContext extends IdentityContext {
  ledger: Ledger;
}
