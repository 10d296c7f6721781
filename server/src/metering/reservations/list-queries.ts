import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { ListedReservation } from './contract.ts';

interface ListedReservationRow {
  id: string;
  feature_code: string;
  status: ListedReservation['status'];
  amount: number;
  committed_amount: number | null;
  record_id: string | null;
  created_at: Date;
  expires_at: Date;
}

export interface ReservationSearch {
  accountId: string;
  featureCode?: string | undefined;
  heldOnly: boolean;
  limit: number;
  offset: number;
}

/** Newest first, with how many there are in all. What is held past its time has expired, whoever has noted it yet. */
export async function selectReservations(
  db: Database,
  { accountId, featureCode, heldOnly, limit, offset }: ReservationSearch,
): Promise<{ reservations: ListedReservation[]; total: number }> {
  const wanted = sql`account_id = ${accountId}
    ${featureCode === undefined ? sql`` : sql`and feature_code = ${featureCode}`}
    ${heldOnly ? sql`and status = 'held' and expires_at > statement_timestamp()` : sql``}`;
  const { rows } = await sql<ListedReservationRow>`
    select id, feature_code, amount, committed_amount, record_id, created_at, expires_at,
      case when status = 'held' and expires_at <= statement_timestamp() then 'expired' else status end as status
    from public.usage_reservations
    where ${wanted}
    order by created_at desc, id desc
    limit ${limit} offset ${offset}`.execute(db);
  const count = await sql<{ total: number }>`
    select count(*) as total from public.usage_reservations where ${wanted}`.execute(db);
  return { reservations: rows.map(toListed), total: count.rows[0]?.total ?? 0 };
}

function toListed(row: ListedReservationRow): ListedReservation {
  return {
    id: row.id,
    featureCode: row.feature_code,
    status: row.status,
    amount: row.amount,
    committedAmount: row.committed_amount,
    recordId: row.record_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}
