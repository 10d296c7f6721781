import { judgeBatchFailure } from '../db/contention.ts';
import { Coalescer } from '../lib/batches/coalescer.ts';
import { createBalanceReader } from './balances/reader.ts';
import { createBalanceTeller } from './balances/teller.ts';
import type { CreditsContext, Ledger } from './context.ts';
import { consumeCredits, consumeHeldCredits, findHeldAccounts, readParts } from './uses/queries.ts';
import type { CreditUse, UseOutcome } from './uses/use.ts';

/** Puts together what credits run on this node. Call once, when the rest of the context stands. */
export function createLedger(ctx: Omit<CreditsContext, 'ledger'>): Ledger {
  const { reachability, recordingPool, recordingDb, pool } = ctx;
  const teller = createBalanceTeller(ctx);

  async function tell(uses: readonly CreditUse[], spending: Promise<UseOutcome[]>): Promise<UseOutcome[]> {
    const outcomes = await spending;
    teller.tell(
      uses.flatMap(({ accountId }, index) => (outcomes[index]?.status === 'recorded' ? [accountId] : [])),
    );
    return outcomes;
  }

  const ledger: Ledger = {
    spender: new Coalescer({
      maxBatch: 1_000,
      maxWaiting: 100_000,
      onFailure: judgeBatchFailure,
      run: (uses) =>
        tell(
          uses,
          reachability.watch(() => consumeCredits(recordingPool, uses)),
        ),
      apart: {
        keyOf: ({ accountId }) => accountId,
        findHeld: (uses) =>
          findHeldAccounts(
            recordingDb,
            uses.map(({ accountId }) => accountId),
          ),
        run: (uses, patienceMs) => tell(uses, consumeHeldCredits(pool, uses, patienceMs)),
      },
    }),
    partReader: new Coalescer({
      maxBatch: 500,
      maxWaiting: 100_000,
      onFailure: judgeBatchFailure,
      run: (lines) => reachability.watch(() => readParts(recordingPool, lines)),
    }),
    balanceReader: createBalanceReader(ctx),
    teller,
    async close() {
      await ledger.spender.drain();
      await teller.stop();
    },
  };
  return ledger;
}
