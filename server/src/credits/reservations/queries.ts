import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Reservation } from './contract.ts';

export interface ReservationRow {
  account_id: string;
  id: string;
  amount: number;
  action: string | null;
  reference_id: string | null;
  status: Reservation['status'];
  expires_at: Date;
  committed_amount: number | null;
  transaction_id: string | null;
}

/** See reserve_credits.sql. */
export async function reserve(
  tx: Tx,
  hold: {
    accountId: string;
    amount: number | undefined;
    action: string | undefined;
    referenceId: string | undefined;
    ttlSeconds: number;
    key: string | undefined;
  },
): Promise<{ row: ReservationRow; replayed: boolean }> {
  const { rows } = await sql<ReservationRow & { is_replay: boolean }>`
    select (held.reservation).*, held.is_replay
    from public.reserve_credits(
      p_account_id => ${hold.accountId}, p_amount => ${hold.amount ?? null}, p_action => ${hold.action ?? null},
      p_reference_id => ${hold.referenceId ?? null}, p_ttl => make_interval(secs => ${hold.ttlSeconds}),
      p_key => ${hold.key ?? null}
    ) as held`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A reservation came back empty');
  return { row, replayed: row.is_replay };
}

/** See commit_credits.sql. */
export async function commitReserved(
  tx: Tx,
  accountId: string,
  id: string,
  amount: number | undefined,
): Promise<ReservationRow> {
  const { rows } = await sql<ReservationRow>`
    select * from public.commit_credits(
      p_account_id => ${accountId}, p_reservation_id => ${id}, p_amount => ${amount ?? null}
    )`.execute(tx);
  return only(rows);
}

/** See release_credits.sql. */
export async function releaseReserved(tx: Tx, accountId: string, id: string): Promise<ReservationRow> {
  const { rows } = await sql<ReservationRow>`
    select * from public.release_credits(p_account_id => ${accountId}, p_reservation_id => ${id})`.execute(
    tx,
  );
  return only(rows);
}

/** Whose reservation it is. */
export async function findReservation(db: Database, id: string): Promise<{ accountId: string } | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from public.credit_reservations where id = ${id}`.execute(db);
  return rows[0] && { accountId: rows[0].account_id };
}

function only(rows: readonly ReservationRow[]): ReservationRow {
  const [row] = rows;
  if (!row) throw new Error('A reservation came back empty');
  return row;
}
