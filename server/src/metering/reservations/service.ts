import { z } from 'zod';
import { translateDatabaseError } from '../../db/sqlstate.ts';
import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { requireOwned, resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { refreshState } from '../states/cached-states.ts';
import { PassedCap, Shortage } from '../states/contract.ts';
import { unitOf } from '../states/features.ts';
import { toQuota } from '../states/quota-state.ts';
import { quotaExceeded } from '../states/refusals.ts';
import type { Reservation, ReserveBody } from './contract.ts';
import {
  commitReserved,
  findReservation,
  releaseReserved,
  reserve,
  selectPayment,
  type ReservationRow,
} from './queries.ts';

/**
 * Holds an amount before long work. The same key and content hold once.
 * Errors: `quota_exceeded` with the quota, `insufficient_credits` with what there is, `feature_unknown`,
 * `feature_not_in_plan`, `invalid_input`, `idempotency_mismatch`, `not_found`.
 */
export async function reserveUsage(
  ctx: MeteringContext,
  principal: Principal,
  input: ReserveBody,
): Promise<Reservation> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  return explainRefusal(ctx, accountId, input.featureCode, async () => {
    const { held, replayed } = await withAccountTransaction(ctx, accountId, async (tx) => {
      const { row, replayed } = await reserve(tx, { ...input, accountId, key: input.idempotencyKey });
      return { held: await toReservation(tx, row), replayed };
    });
    if (held.paidByCredits) ctx.ledger.teller.tell([accountId]);
    return present(ctx, accountId, held, replayed);
  });
}

interface Closing {
  id: string;
  accountId?: string | undefined;
  idempotencyKey: string | undefined;
}

/**
 * Turns the held amount, or the real one, into use. Committing again the same way gives the same answer, with a key
 * or without.
 * Errors: `not_found`, `reservation_closed`, `quota_exceeded` or `insufficient_credits` when more than was held does
 * not fit, `idempotency_mismatch`.
 */
export async function commitReservation(
  ctx: MeteringContext,
  principal: Principal,
  input: Closing & { amount?: number | undefined },
): Promise<Reservation> {
  const { accountId, featureCode } = await findOwned(ctx, principal, input);
  const { id, amount, idempotencyKey: key } = input;
  return explainRefusal(ctx, accountId, featureCode, async () => {
    const { result, replayed } = await close(
      ctx,
      { owner: accountId, key, operation: 'reservations.commit', content: { id, amount } },
      (tx) => commitReserved(tx, accountId, id, amount),
    );
    ctx.meter.alertPump.wake();
    return present(ctx, accountId, result, replayed);
  });
}

/**
 * Frees the held amount; again, or after it expired, it changes nothing.
 * Errors: `not_found`, `reservation_closed`, `idempotency_mismatch`.
 */
export async function releaseReservation(
  ctx: MeteringContext,
  principal: Principal,
  input: Closing,
): Promise<Reservation> {
  const { accountId } = await findOwned(ctx, principal, input);
  const { id, idempotencyKey: key } = input;
  const { result, replayed } = await close(
    ctx,
    { owner: accountId, key, operation: 'reservations.release', content: { id } },
    (tx) => releaseReserved(tx, accountId, id),
  );
  return present(ctx, accountId, result, replayed);
}

/** Commits or releases, and has browsers told of credits where the hold had some, or the commit took more. */
async function close(
  ctx: MeteringContext,
  request: Parameters<typeof actOnAccountOnce>[1],
  act: (tx: Tx) => Promise<ReservationRow>,
): Promise<{ result: KeptReservation; replayed: boolean }> {
  const payers = new Set<string>();
  const done = await actOnAccountOnce(ctx, request, async (tx) => {
    const row = await act(tx);
    const kept = await toReservation(tx, row);
    if (row.credit_reservation_id !== null || kept.paidByCredits) payers.add(row.account_id);
    return kept;
  });
  ctx.ledger.teller.tell(payers);
  return done;
}

/** Which account's it is, and of what. Errors: `not_found`. */
function findOwned(
  ctx: MeteringContext,
  principal: Principal,
  { id, accountId }: Closing,
): Promise<{ accountId: string; featureCode: string }> {
  return requireOwned(ctx, principal, {
    accountId,
    find: () => findReservation(ctx.db, id),
    refusal: 'There is no such reservation',
  });
}

/** What of a reservation does not change with the time at which one looks. */
type KeptReservation = Omit<Reservation, 'quota' | 'replayed'>;

async function toReservation(tx: Tx, row: ReservationRow): Promise<KeptReservation> {
  const isHeld = row.status === 'held' && row.overage > 0;
  return {
    id: row.id,
    featureCode: row.feature_code,
    status: row.status,
    amount: row.amount,
    committedAmount: row.committed_amount,
    recordId: row.record_id,
    expiresAt: row.expires_at.toISOString(),
    paidByCredits: isHeld
      ? { units: row.overage, credits: row.overage_credits }
      : await selectPayment(tx, row),
  };
}

async function present(
  ctx: MeteringContext,
  accountId: string,
  reservation: KeptReservation,
  replayed: boolean,
): Promise<Reservation> {
  const { featureCode } = reservation;
  const state = await refreshState(ctx, { accountId, featureCode });
  return { ...reservation, replayed, quota: state && toQuota(featureCode, unitOf(ctx, featureCode), state) };
}

/** What require_room.sql says beside the refusal. */
const Refusal = z.object({ ...Shortage.shape, cap: PassedCap.optional(), retryAt: z.string().optional() });

/** Adds the numbers to a refusal for lack of quota; one for lack of credits has its own. */
async function explainRefusal<T>(
  ctx: MeteringContext,
  accountId: string,
  featureCode: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = translateDatabaseError(thrown);
    if (!(error instanceof AppError) || error.code !== 'quota_exceeded') throw error;
    const state = await ctx.meter.stateReader.submit({ accountId, featureCode });
    if (!state) throw error;
    const { required, left, cap, retryAt = null } = Refusal.parse(error.meta);
    throw quotaExceeded(ctx, featureCode, state, { required, left, retryAt, cap });
  }
}
