import { sql } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { ListedReservation } from './contract.ts';

export interface ReservationSearch extends PageOf {
  accountId: string;
  featureCode?: string | undefined;
  heldOnly: boolean;
}

/** Newest first, with how many there are in all. What is held past its time has expired, whoever has noted it yet. */
export async function selectReservations(
  db: Database,
  { accountId, featureCode, heldOnly, ...page }: ReservationSearch,
): Promise<{ reservations: ListedReservation[]; total: number }> {
  const status = sql<ListedReservation['status']>`
    case when status = 'held' and expires_at <= statement_timestamp() then 'expired' else status end`;
  let newest = db
    .selectFrom('usage_reservations')
    .select(['id', 'feature_code as featureCode', status.as('status'), 'amount'])
    .select(['committed_amount as committedAmount', 'record_id as recordId'])
    .select(['created_at as createdAt', 'expires_at as expiresAt'])
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (featureCode !== undefined) newest = newest.where('feature_code', '=', featureCode);
  if (heldOnly) {
    newest = newest.where('status', '=', 'held').where('expires_at', '>', sql<Date>`statement_timestamp()`);
  }
  const { rows, total } = await paged(newest, page);
  const reservations = rows.map(({ createdAt, expiresAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
  return { reservations, total };
}
