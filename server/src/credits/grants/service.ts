import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { actorOf, resolveAccount, writeAudit } from '../../identity/service.ts';
import { newId } from '../../lib/ids.ts';
import { enqueueCreditsChanged } from '../balances/balance-messages.ts';
import type { CreditsContext } from '../context.ts';
import type { CreditGrant } from './contract.ts';
import { grantAdminCredits } from './queries.ts';

export interface AdminGrant {
  amount: number;
  reason: string;
  expiresAt?: string | undefined;
  priority?: number | undefined;
}

/**
 * Gives an account credits. Audited. With a key, once.
 * Errors: `not_found`, `invalid_input` for an expiry that is past or a balance that can't hold so much,
 * `idempotency_mismatch`, `overloaded`.
 */
export async function grantCredits(
  ctx: CreditsContext,
  principal: Principal,
  input: AdminGrant & { accountId: string; idempotencyKey: string | undefined; requestId: string },
): Promise<CreditGrant> {
  const { amount, reason, expiresAt, priority, idempotencyKey: key, requestId } = input;
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const content = { amount, reason, expiresAt, priority };
  const request = { owner: accountId, key, operation: 'credits.grant', content };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    const { lotId, transactionId, balance } = await grantWithin(tx, principal, {
      ...content,
      accountId,
      sourceId: newId(),
      requestId,
    });
    return { lotId, transactionId, amount, balance };
  });
  return { ...result, replayed };
}

/** One grant within a transaction, with its audit line and its news; nothing of these where the source gave before. */
export async function grantWithin(
  tx: Tx,
  principal: Principal,
  input: AdminGrant & { accountId: string; sourceId: string; requestId: string },
): Promise<{ lotId: string; transactionId: string; balance: number; isReplay: boolean }> {
  const { accountId, amount, reason, expiresAt, priority, sourceId, requestId } = input;
  const actor = await actorOf(tx, principal);
  const { lotId, transactionId, available, isReplay } = await grantAdminCredits(tx, {
    accountId,
    amount,
    sourceId,
    priority,
    expiresAt,
    reason,
    actor,
  });
  if (!isReplay) {
    await writeAudit(tx, principal, {
      action: 'credits.granted',
      accountId,
      target: lotId,
      reason,
      details: { amount, expiresAt: expiresAt ?? null },
      requestId,
    });
    await enqueueCreditsChanged(tx, [accountId]);
  }
  return { lotId, transactionId, balance: available, isReplay };
}
