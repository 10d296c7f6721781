import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { isoInstant } from '../../lib/instants.ts';
import type { LotPart, TransactionType } from '../balances/contract.ts';
import { shownType, storedTypes } from '../balances/shown-type.ts';
import type { LotOrigin, PaidUsage, Transaction } from './contract.ts';

export interface TransactionSearch {
  accountId: string;
  type?: TransactionType | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Of the last line of the page before. */
  beforeSeq?: number | undefined;
  limit: number;
}

/** In the words of the index that has no uses: of those an account may have millions. */
const onlyNoUses = sql`and line.type <> 'consume'`;

/** A line as it is written: lots by their ids alone. */
export interface Line extends Omit<Transaction, 'lots' | 'against'> {
  lots: LotPart[];
  againstLotId: string | null;
}

/** A line of the ledger and its place in it. */
export interface FoundLine {
  seq: number;
  line: Line;
}

/** Newest first; one more than `limit` where there is more. */
export async function selectLines(
  db: Database,
  { accountId, type, from, to, beforeSeq, limit }: TransactionSearch,
): Promise<FoundLine[]> {
  const { rows } = await sql<
    Omit<Line, 'usage' | 'createdAt'> & { seq: number; createdAt: Date; recordId: string | null }
  >`
    select line.seq, line.id, ${shownType} as type, line.type = 'debt' as owed,
      line.amount, line.balance_after as "balanceAfter", line.held_after as "heldAfter", line.action,
      line.reference_id as "referenceId", line.reservation_id as "reservationId",
      (
        select source.id
        from public.credit_transactions as source
        where source.account_id = line.account_id and source.seq = line.source_seq
      ) as "returnsId",
      coalesce(
        line.usage_record_id,
        (
          select source.usage_record_id
          from public.credit_transactions as source
          where source.account_id = line.account_id and source.seq = line.source_seq
        )
      ) as "recordId",
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
      ${type === undefined || type === 'consume' ? sql`` : onlyNoUses}
      ${from === undefined ? sql`` : sql`and line.created_at >= ${from}::timestamptz`}
      ${to === undefined ? sql`` : sql`and line.created_at < ${to}::timestamptz`}
      ${beforeSeq === undefined ? sql`` : sql`and line.seq < ${beforeSeq}`}
    order by line.seq desc
    limit ${limit + 1}`.execute(db);
  const usages = await selectUsages(db, accountId, [
    ...new Set(rows.flatMap(({ recordId }) => recordId ?? [])),
  ]);
  return rows.map(({ seq, createdAt, recordId, ...line }) => ({
    seq,
    line: {
      ...line,
      usage: recordId === null ? null : (usages.get(recordId) ?? goneUsage(recordId)),
      createdAt: createdAt.toISOString(),
    },
  }));
}

function goneUsage(recordId: string): PaidUsage {
  return { recordId, featureCode: null, occurredAt: null };
}

/**
 * The account's uses of these records. By ids alone, which say where to look: with the account, all of its records
 * would be looked through as well.
 */
async function selectUsages(
  db: Database,
  accountId: string,
  recordIds: readonly string[],
): Promise<Map<string, PaidUsage>> {
  if (recordIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; featureCode: string; occurredAt: Date }>`
    with record as materialized (select * from public.usage_records where id = any (${recordIds}::uuid[]))
    select id, feature_code as "featureCode", occurred_at as "occurredAt"
    from record
    where account_id = ${accountId}`.execute(db);
  return new Map(
    rows.map(({ id, featureCode, occurredAt }) => [
      id,
      { recordId: id, featureCode, occurredAt: occurredAt.toISOString() },
    ]),
  );
}

/** Where these lots of the account came from, by their ids. */
export async function selectOrigins(
  db: Database,
  accountId: string,
  lotIds: readonly string[],
): Promise<Map<string, LotOrigin>> {
  const { rows } = await sql<
    Pick<LotOrigin, 'source' | 'name'> & { id: string; createdAt: Date; endsAt: string }
  >`
    select lot.id, lot.source, lot.created_at as "createdAt", lot.expires_at::text as "endsAt",
      case lot.source
        when 'subscription' then (
          select version.name
          from public.account_plan_credits as given
          join public.plan_versions as version on version.id = given.plan_version_id
          where given.account_id = lot.account_id and given.plan_version_id::text = lot.source_id
        )
        when 'daily' then (
          select version.name
          from public.user_package_terms as term
          join public.package_versions as version on version.id = term.package_version_id
          where term.account_id = lot.account_id
            and term.user_package_id::text = lot.source_id
            and term.starts_at <= lot.created_at
          order by term.starts_at desc
          limit 1
        )
        else (
          select version.name
          from public.user_package_terms as term
          join public.package_versions as version on version.id = term.package_version_id
          where term.account_id = lot.account_id and term.source = lot.source and term.source_id = lot.source_id
        )
      end as name
    from public.credit_lots as lot
    where lot.account_id = ${accountId} and lot.id = any (${lotIds}::uuid[])`.execute(db);
  return new Map(
    rows.map(({ id, source, name, createdAt, endsAt }) => [
      id,
      { source, name, createdAt: createdAt.toISOString(), expiresAt: isoInstant(endsAt) },
    ]),
  );
}
