import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { requireOwned, resolveAccount } from '../../identity/service.ts';
import { readStanding } from '../balances/queries.ts';
import type { CreditsContext } from '../context.ts';
import type { Reservation, ReserveBody } from './contract.ts';
import { commitReserved, findReservation, releaseReserved, reserve, type ReservationRow } from './queries.ts';

/**
 * Holds credits before long work, of the lots that burn next. The same key and content hold once.
 * Errors: `insufficient_credits` with balance and required, `action_unknown`, `idempotency_mismatch`, `not_found`.
 */
export async function reserveCredits(
  ctx: CreditsContext,
  principal: Principal,
  input: ReserveBody,
): Promise<Reservation> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const { amount, action, referenceId, ttlSeconds, idempotencyKey: key } = input;
  const reservation = await withAccountTransaction(ctx, accountId, async (tx) => {
    const { row, replayed } = await reserve(tx, {
      accountId,
      amount,
      action,
      referenceId,
      ttlSeconds,
      key,
    });
    return { ...(await present(tx, row)), replayed };
  });
  ctx.ledger.teller.tell([accountId]);
  return reservation;
}

interface Closing {
  id: string;
  accountId?: string | undefined;
  idempotencyKey: string | undefined;
}

/**
 * Spends what was held, or what the work really cost: less frees the rest, more is judged as a new use. Committing
 * again the same way gives the same answer, with a key or without.
 * Errors: `not_found`, `reservation_closed`, `insufficient_credits` where more than was held does not fit,
 * `idempotency_mismatch`.
 */
export function commitReservation(
  ctx: CreditsContext,
  principal: Principal,
  { amount, ...closing }: Closing & { amount?: number | undefined },
): Promise<Reservation> {
  return close(ctx, principal, closing, {
    operation: 'credits.commit',
    content: { id: closing.id, amount },
    act: (tx, accountId) => commitReserved(tx, accountId, closing.id, amount),
  });
}

/**
 * Frees what was held; again, or after it expired, it changes nothing.
 * Errors: `not_found`, `reservation_closed`, `idempotency_mismatch`.
 */
export function releaseReservation(
  ctx: CreditsContext,
  principal: Principal,
  closing: Closing,
): Promise<Reservation> {
  return close(ctx, principal, closing, {
    operation: 'credits.release',
    content: { id: closing.id },
    act: (tx, accountId) => releaseReserved(tx, accountId, closing.id),
  });
}

async function close(
  ctx: CreditsContext,
  principal: Principal,
  { id, accountId: accountRef, idempotencyKey: key }: Closing,
  way: {
    operation: string;
    content: object;
    act: (tx: Tx, accountId: string) => Promise<ReservationRow>;
  },
): Promise<Reservation> {
  const { accountId } = await requireOwned(ctx, principal, {
    accountId: accountRef,
    find: () => findReservation(ctx.db, id),
    refusal: 'There is no such reservation',
  });
  const { operation, content } = way;
  const { result, replayed } = await actOnAccountOnce(
    ctx,
    { owner: accountId, key, operation, content },
    async (tx) => present(tx, await way.act(tx, accountId)),
  );
  ctx.ledger.teller.tell([accountId]);
  return { ...result, replayed };
}

/** With the numbers as they are within the transaction, so that both are of one moment. */
async function present(tx: Tx, row: ReservationRow): Promise<Omit<Reservation, 'replayed'>> {
  const { balance, held } = await readStanding(tx, row.account_id);
  return {
    id: row.id,
    status: row.status,
    amount: row.amount,
    committedAmount: row.committed_amount,
    transactionId: row.transaction_id,
    action: row.action,
    referenceId: row.reference_id,
    expiresAt: row.expires_at.toISOString(),
    balance,
    held,
  };
}
