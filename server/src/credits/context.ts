import type { IdentityContext } from '../identity/service.ts';
import type { Coalescer } from '../lib/batches/coalescer.ts';
import type { LotPart } from './balances/contract.ts';
import type { BalanceReader } from './balances/reader.ts';
import type { BalanceTeller } from './balances/teller.ts';
import type { CreditUse, UseOutcome } from './uses/use.ts';

/** What credits keep running on each node. */
export interface Ledger {
  /** Spends credits, many uses at once. */
  spender: Coalescer<CreditUse, UseOutcome>;
  /** Finds which lots paid uses that more than one paid, many at once. */
  partReader: Coalescer<{ accountId: string; seq: number }, LotPart[]>;
  /** Reads where accounts stand, many at once. */
  balanceReader: BalanceReader;
  /** Tells browsers what changed. */
  teller: BalanceTeller;
  /** Lets what waits finish, then stops. */
  close: () => Promise<void>;
}

export interface CreditsContext extends IdentityContext {
  ledger: Ledger;
}
