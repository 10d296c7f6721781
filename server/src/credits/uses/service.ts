import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import type { CreditsContext } from '../context.ts';
import type { CreditUse, UseBody } from './contract.ts';
import { toRefusal } from './refusals.ts';

/**
 * Spends credits, once for each key: durable before this resolves. A replay tells what the first one did, whatever the
 * action costs by now.
 * Errors: `insufficient_credits` with balance and required, `action_unknown`, `idempotency_mismatch`, `not_found` for
 * the account, `overloaded`.
 */
export async function spendCredits(
  ctx: CreditsContext,
  principal: Principal,
  { accountId: accountRef, amount, action, referenceId, idempotencyKey: key }: UseBody,
): Promise<CreditUse> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const { ledger } = ctx;
  const outcome = await ledger.spender.submit({ accountId, amount, action, referenceId, key });
  if (outcome.status === 'rejected') throw toRefusal(outcome);
  const { transactionId, seq, amount: cost, available, lotId } = outcome;
  return {
    transactionId,
    amount: cost,
    balance: available,
    lots: lotId === null ? await ledger.partReader.submit({ accountId, seq }) : [{ lotId, amount: cost }],
    replayed: outcome.status === 'replayed',
  };
}
