import { withAccountTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf, requireOwned, writeAudit } from '../../identity/service.ts';
import type { CreditsContext } from '../context.ts';
import type { CreditReturn } from './contract.ts';
import { findTransaction, giveBack } from './queries.ts';

/**
 * Gives back what a use took, wholly or in part, to the lots that paid it. Audited. The same key and content count
 * once.
 * Errors: `not_found`, `conflict` for what is no use, `return_exceeds` where less is left of it, `invalid_input`,
 * `idempotency_mismatch`.
 */
export async function returnCredits(
  ctx: CreditsContext,
  principal: Principal,
  input: {
    id: string;
    accountId?: string | undefined;
    amount?: number | undefined;
    reason: string;
    idempotencyKey: string | undefined;
    requestId: string;
  },
): Promise<CreditReturn> {
  const { id: transactionId, amount, reason, idempotencyKey: key, requestId } = input;
  const { accountId } = await requireOwned(ctx, principal, {
    accountId: input.accountId,
    find: () => findTransaction(ctx.db, transactionId),
    refusal: 'There is no such transaction',
  });
  const returned = await withAccountTransaction(ctx, accountId, async (tx) => {
    const actor = await actorOf(tx, principal);
    const back = await giveBack(tx, { accountId, transactionId, amount, reason, key, actor });
    if (!back.isReplay) {
      const details = { amount: back.amount };
      const target = back.transactionId;
      await writeAudit(tx, principal, {
        action: 'credits.returned',
        accountId,
        target,
        reason,
        details,
        requestId,
      });
    }
    return back;
  });
  ctx.ledger.teller.tell([accountId]);
  return {
    transactionId: returned.transactionId,
    amount: returned.amount,
    balance: returned.available,
    replayed: returned.isReplay,
  };
}
