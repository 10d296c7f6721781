import { sql, type Selectable } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { UsageRecords } from '../../db/tables.gen.ts';
import type { Tx } from '../../db/transaction.ts';
import type { UsageRecord } from './contract.ts';

interface UsageRecordRow
  extends Omit<Selectable<UsageRecords>, 'kind' | 'metadata'>, Pick<UsageRecord, 'kind' | 'metadata'> {
  is_voided: boolean;
  /** Microseconds since 1970, which a Date can't hold: the cursor must not skip neighbours. */
  occurred_us: number;
}

export interface UsageRecordSearch {
  accountId: string;
  featureCode?: string | undefined;
  kind?: UsageRecord['kind'] | undefined;
  late?: boolean | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** The last record of the page before. */
  after?: { occurredUs: number; id: string } | undefined;
  limit: number;
}

/** Newest first; one more than `limit` where there is more. */
export async function selectUsageRecords(
  db: Database,
  search: UsageRecordSearch,
): Promise<{ record: UsageRecord; occurredUs: number }[]> {
  const { accountId, featureCode, kind, late, from, to, after, limit } = search;
  const { rows } = await sql<UsageRecordRow>`
    select record.*, (extract(epoch from record.occurred_at) * 1000000)::bigint as occurred_us,
      exists (
        select from public.usage_voids as void
        where void.account_id = record.account_id and void.record_id = record.id
      ) as is_voided
    from public.usage_records as record
    where record.account_id = ${accountId}
      ${featureCode === undefined ? sql`` : sql`and record.feature_code = ${featureCode}`}
      ${kind === undefined ? sql`` : sql`and record.kind = ${kind}`}
      ${late === undefined ? sql`` : sql`and (record.kind = 'use' and record.period_start is null) = ${late}`}
      ${from === undefined ? sql`` : sql`and record.occurred_at >= ${from}::timestamptz`}
      ${to === undefined ? sql`` : sql`and record.occurred_at < ${to}::timestamptz`}
      ${
        after === undefined
          ? sql``
          : sql`and (record.occurred_at, record.id) < (
              timestamptz 'epoch' + ${after.occurredUs} * interval '1 microsecond', ${after.id}::uuid
            )`
      }
    order by record.occurred_at desc, record.id desc
    limit ${limit + 1}`.execute(db);
  return rows.map((row) => ({ record: toRecord(row), occurredUs: row.occurred_us }));
}

/** Whose record it is; the id alone says in which month to look. */
export async function findUsageRecord(
  db: Database,
  id: string,
): Promise<{ accountId: string; featureCode: string } | undefined> {
  const { rows } = await sql<{ account_id: string; feature_code: string }>`
    select account_id, feature_code from public.usage_records where id = ${id}`.execute(db);
  return rows[0] && { accountId: rows[0].account_id, featureCode: rows[0].feature_code };
}

/** See void_usage_record.sql. */
export async function voidUsageRecord(
  tx: Tx,
  { accountId, id, reason }: { accountId: string; id: string; reason: string },
): Promise<UsageRecord> {
  const { rows } = await sql<UsageRecordRow>`
    select *, false as is_voided, 0 as occurred_us
    from public.void_usage_record(
      p_account_id => ${accountId}, p_record_id => ${id}, p_reason => ${reason}
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A void came back empty');
  return toRecord(row);
}

function toRecord(row: UsageRecordRow): UsageRecord {
  return {
    id: row.id,
    featureCode: row.feature_code,
    kind: row.kind,
    amount: row.amount,
    occurredAt: row.occurred_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    late: row.kind === 'use' && row.period_start === null,
    voided: row.is_voided,
    voidsId: row.voids_id,
    reservationId: row.reservation_id,
    reason: row.reason,
    metadata: row.metadata,
  };
}

/** See reset_usage.sql. Returns the features that were reset. */
export async function resetUsageCounters(
  tx: Tx,
  { accountId, featureCode, reason }: { accountId: string; featureCode: string | undefined; reason: string },
): Promise<string[]> {
  const { rows } = await sql<{ feature_code: string }>`
    select feature_code
    from public.reset_usage(
      p_account_id => ${accountId}, p_feature_code => ${featureCode ?? null}, p_reason => ${reason}
    ) as feature_code`.execute(tx);
  return rows.map((row) => row.feature_code);
}
