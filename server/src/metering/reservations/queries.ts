import { sql, type Selectable } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { UsageReservations } from '../../db/tables.gen.ts';
import type { Tx } from '../../db/transaction.ts';
import type { PaidByCredits } from '../states/contract.ts';
import type { Reservation } from './contract.ts';

export type ReservationRow = Omit<Selectable<UsageReservations>, 'status'> & Pick<Reservation, 'status'>;

/** See reserve_feature_usage.sql. */
export async function reserve(
  tx: Tx,
  wanted: {
    accountId: string;
    featureCode: string;
    amount: number;
    ttlSeconds: number;
    key: string | undefined;
  },
): Promise<{ row: ReservationRow; replayed: boolean }> {
  const { rows } = await sql<ReservationRow & { is_replay: boolean }>`
    select (made.reservation).*, made.is_replay
    from public.reserve_feature_usage(
      p_account_id => ${wanted.accountId}, p_feature_code => ${wanted.featureCode}, p_amount => ${wanted.amount},
      p_ttl => make_interval(secs => ${wanted.ttlSeconds}), p_key => ${wanted.key ?? null}
    ) as made`.execute(tx);
  const row = only(rows);
  return { row, replayed: row.is_replay };
}

/** See commit_reservation.sql. */
export async function commitReserved(
  tx: Tx,
  accountId: string,
  id: string,
  amount: number | undefined,
): Promise<ReservationRow> {
  const { rows } = await sql<ReservationRow>`
    select * from public.commit_reservation(
      p_account_id => ${accountId}, p_reservation_id => ${id}, p_amount => ${amount ?? null}
    )`.execute(tx);
  return only(rows);
}

/** What credits paid of the use that a hold became. */
export async function selectPayment(
  tx: Tx,
  { account_id: accountId, record_id: recordId }: ReservationRow,
): Promise<PaidByCredits | null> {
  const { rows } = await sql<PaidByCredits>`
    select units, credits from public.usage_payments
    where account_id = ${accountId} and record_id = ${recordId}`.execute(tx);
  return rows[0] ?? null;
}

/** See release_reservation.sql. */
export async function releaseReserved(tx: Tx, accountId: string, id: string): Promise<ReservationRow> {
  const { rows } = await sql<ReservationRow>`
    select * from public.release_reservation(
      p_account_id => ${accountId}, p_reservation_id => ${id}
    )`.execute(tx);
  return only(rows);
}

/** A reservation whose time was over, and since when; to the microsecond, which a Date can't hold. */
export interface DueReservation {
  accountId: string;
  featureCode: string;
  id: string;
  expiresAt: string;
  /** Its counter changed. */
  isFreed: boolean;
}

/** See expire_reservations.sql: the next ones behind `after`, or the first ones, freed or not. */
export async function expireReservations(
  tx: Tx,
  limit: number,
  after: DueReservation | undefined,
): Promise<DueReservation[]> {
  const { rows } = await sql<DueReservation>`
    select account_id as "accountId", feature_code as "featureCode", id, expires_at::text as "expiresAt",
      is_freed as "isFreed"
    from public.expire_reservations(
      p_limit => ${limit}, p_after_expires_at => ${after?.expiresAt ?? null}, p_after_id => ${after?.id ?? null}
    )`.execute(tx);
  return rows;
}

/** Whose reservation it is, and for which feature. */
export async function findReservation(
  db: Database,
  id: string,
): Promise<{ accountId: string; featureCode: string } | undefined> {
  const { rows } = await sql<{ account_id: string; feature_code: string }>`
    select account_id, feature_code from public.usage_reservations where id = ${id}`.execute(db);
  return rows[0] && { accountId: rows[0].account_id, featureCode: rows[0].feature_code };
}

function only<Row extends ReservationRow>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error('A reservation came back empty');
  return row;
}
