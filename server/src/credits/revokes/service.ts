import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { actorOf, resolveAccount, writeAudit } from '../../identity/service.ts';
import { enqueueCreditsChanged } from '../balances/balance-messages.ts';
import { readStanding } from '../balances/queries.ts';
import type { CreditsContext } from '../context.ts';
import type { CreditRevocation } from './contract.ts';
import { revokeAdminCredits } from './queries.ts';

/**
 * Takes credits back: an amount of what can be spent, or all of a lot, which leaves a debt for what was spent of it.
 * Audited. With a key, once.
 * Errors: `not_found` for account and lot, `insufficient_credits` for an amount, `idempotency_mismatch`, `overloaded`.
 */
export async function revokeCredits(
  ctx: CreditsContext,
  principal: Principal,
  input: {
    accountId: string;
    amount?: number | undefined;
    lotId?: string | undefined;
    reason: string;
    idempotencyKey: string | undefined;
    requestId: string;
  },
): Promise<CreditRevocation> {
  const { amount, lotId, reason, idempotencyKey: key, requestId } = input;
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const request = { owner: accountId, key, operation: 'credits.revoke', content: { amount, lotId, reason } };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    const actor = await actorOf(tx, principal);
    const { revoked, owed } = await revokeAdminCredits(tx, { accountId, lotId, amount, reason, actor });
    await writeAudit(tx, principal, {
      action: 'credits.revoked',
      accountId,
      target: lotId,
      reason,
      details: { amount: revoked, owed },
      requestId,
    });
    await enqueueCreditsChanged(tx, [accountId]);
    const { balance, debt } = await readStanding(tx, accountId);
    return { revoked, owed, balance, debt };
  });
  return { ...result, replayed };
}
