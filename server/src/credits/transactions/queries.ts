import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { TransactionType } from '../balances/contract.ts';
import type { Transaction } from './contract.ts';

export interface TransactionSearch {
  accountId: string;
  type?: TransactionType | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Of the last line of the page before. */
  beforeSeq?: number | undefined;
  limit: number;
}

/** A line of the ledger and its place in it. */
export interface FoundTransaction {
  seq: number;
  transaction: Transaction;
}

/** Newest first; one more than `limit` where there is more. */
export async function selectTransactions(
  db: Database,
  { accountId, type, from, to, beforeSeq, limit }: TransactionSearch,
): Promise<FoundTransaction[]> {
  const { rows } = await sql<Omit<Transaction, 'createdAt'> & { seq: number; createdAt: Date }>`
    select line.seq, line.id,
      -- To the API, a debt is credits that were taken back and are owed.
      case line.type when 'debt' then 'revoke' else line.type end as type, line.type = 'debt' as owed,
      line.amount, line.balance_after as "balanceAfter", line.held_after as "heldAfter", line.action,
      line.reference_id as "referenceId", line.reservation_id as "reservationId",
      (
        select source.id
        from public.credit_transactions as source
        where source.account_id = line.account_id and source.seq = line.source_seq
      ) as "returnsId",
      line.reason, line.created_at as "createdAt", line.against_lot_id as "againstLotId",
      case
        when line.lot_id is not null
        then json_build_array(json_build_object('lotId', line.lot_id, 'amount', line.amount))
        else coalesce(
          (
            select json_agg(json_build_object('lotId', part.lot_id, 'amount', part.amount) order by part.ordinal)
            from public.credit_allocations as part
            where part.account_id = line.account_id and part.seq = line.seq
          ),
          '[]'
        )
      end as lots
    from public.credit_transactions as line
    where line.account_id = ${accountId}
      ${type === undefined ? sql`` : sql`and line.type = any (${storedTypes(type)}::text[])`}
      ${from === undefined ? sql`` : sql`and line.created_at >= ${from}::timestamptz`}
      ${to === undefined ? sql`` : sql`and line.created_at < ${to}::timestamptz`}
      ${beforeSeq === undefined ? sql`` : sql`and line.seq < ${beforeSeq}`}
    order by line.seq desc
    limit ${limit + 1}`.execute(db);
  return rows.map(({ seq, createdAt, ...line }) => ({
    seq,
    transaction: { ...line, createdAt: createdAt.toISOString() },
  }));
}

function storedTypes(type: TransactionType): string[] {
  return type === 'revoke' ? ['revoke', 'debt'] : [type];
}
