import { z } from 'zod';
import { translateDatabaseError } from '../db/sqlstate.ts';
import { withTransaction } from '../db/transaction.ts';
import type { Principal } from '../http/principal.ts';
import { resolveAccount } from '../identity/service.ts';
import { AppError } from '../lib/app-error.ts';
import type { MeteringContext } from './context.ts';
import type { Reservation, ReserveBody } from './contract.ts';
import { toQuota } from './quota-state.ts';
import { quotaExceeded } from './recording.ts';
import {
  commitReservation,
  findReservation,
  releaseReservation,
  reserve,
  type ReservationRow,
} from './reservation-queries.ts';
import { noteStates, unitOf } from './states.ts';

/**
 * Holds an amount before long work. The same key and content hold once.
 * Errors: `quota_exceeded` with the quota, `feature_unknown`, `feature_not_in_plan`, `invalid_input`,
 * `idempotency_mismatch`, `not_found`.
 */
export async function reserveUsage(
  ctx: MeteringContext,
  principal: Principal,
  input: ReserveBody,
): Promise<Reservation> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  return explainRefusal(ctx, accountId, input.featureCode, async () => {
    const { row, replayed } = await withTransaction(ctx, (tx) =>
      reserve(tx, { ...input, accountId, key: input.idempotencyKey }),
    );
    return present(ctx, row, replayed);
  });
}

/**
 * Turns the held amount, or the real one, into use. Committing again the same way gives the same answer.
 * Errors: `not_found`, `reservation_closed`, `quota_exceeded` when more than was held does not fit.
 */
export async function commitHold(
  ctx: MeteringContext,
  principal: Principal,
  input: { id: string; accountId?: string | undefined; amount?: number | undefined },
): Promise<Reservation> {
  const { accountId, featureCode } = await findHold(ctx, principal, input);
  return explainRefusal(ctx, accountId, featureCode, async () => {
    const row = await withTransaction(ctx, (tx) => commitReservation(tx, accountId, input.id, input.amount));
    ctx.meter.alertPump.wake();
    return present(ctx, row, false);
  });
}

/** Frees the held amount; again, or after it expired, it changes nothing. Errors: `not_found`, `reservation_closed`. */
export async function releaseHold(
  ctx: MeteringContext,
  principal: Principal,
  input: { id: string; accountId?: string | undefined },
): Promise<Reservation> {
  const { accountId } = await findHold(ctx, principal, input);
  const row = await withTransaction(ctx, (tx) => releaseReservation(tx, accountId, input.id));
  return present(ctx, row, false);
}

/** What the reservation is for. Naming an account keeps the search within it. */
async function findHold(
  ctx: MeteringContext,
  principal: Principal,
  { id, accountId }: { id: string; accountId?: string | undefined },
): Promise<{ accountId: string; featureCode: string }> {
  const named = accountId === undefined ? undefined : await resolveAccount(ctx, principal, accountId);
  const hold = await findReservation(ctx.db, id);
  if (!hold || (named !== undefined && hold.accountId !== named)) {
    throw new AppError('not_found', { detail: 'There is no such reservation' });
  }
  return hold;
}

async function present(ctx: MeteringContext, row: ReservationRow, replayed: boolean): Promise<Reservation> {
  const { account_id: accountId, feature_code: featureCode } = row;
  const state = await ctx.meter.stateReader.submit({ accountId, featureCode });
  if (state) await noteStates(ctx, [{ accountId, featureCode, state }]);
  return {
    id: row.id,
    featureCode,
    status: row.status,
    amount: row.amount,
    committedAmount: row.committed_amount,
    recordId: row.record_id,
    expiresAt: row.expires_at.toISOString(),
    replayed,
    quota: state && toQuota(featureCode, unitOf(ctx, featureCode), state),
  };
}

/** What require_room.sql says beside the refusal. */
const Refusal = z.object({ retryAt: z.string().optional() });

/** Adds the numbers to a refusal for lack of quota. */
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
    const { retryAt } = Refusal.parse(error.meta ?? {});
    throw state ? quotaExceeded(ctx, featureCode, state, retryAt ?? null) : error;
  }
}
