import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import type { MeteringContext } from '../context.ts';
import type { ListedReservation, ReservationsQuery } from './contract.ts';
import { selectReservations } from './list-queries.ts';

/** The account's reservations, newest first: those held now, or all. Errors: `not_found`. */
export async function listReservations(
  ctx: MeteringContext,
  principal: Principal,
  query: ReservationsQuery,
): Promise<{ reservations: ListedReservation[]; total: number }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  return selectReservations(ctx.db, { ...query, accountId, heldOnly: query.status === 'held' });
}
