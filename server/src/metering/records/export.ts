import type { Principal } from '../../http/access/principal.ts';
import { exportPageSize, localTime, nameAccountExport, writeCsvPages } from '../../http/file-export.ts';
import { getAccount, resolveAccount } from '../../identity/service.ts';
import { csvRow } from '../../lib/csv.ts';
import type { MeteringContext } from '../context.ts';
import type { RecordsExportQuery, UsageRecord } from './contract.ts';
import { selectUsageRecords } from './queries.ts';

const columns = [
  'id',
  'occurred_at',
  'recorded_at',
  'feature',
  'kind',
  'amount',
  'late',
  'voided',
  'reason',
  'reservation_id',
  'metadata',
  'occurred_at_local',
  'time_zone',
];

/**
 * The account's records as CSV, newest first, made while it is read: each page is of its own moment, and no
 * connection is held between two. Fails before the first line where Postgres can't be asked.
 * Errors: `not_found`.
 */
export async function exportUsageRecords(
  ctx: MeteringContext,
  principal: Principal,
  query: RecordsExportQuery,
): Promise<{ text: AsyncIterable<string>; fileName: string }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const search = { ...query, accountId, limit: exportPageSize };
  const [account, first] = await Promise.all([
    getAccount(ctx.db, accountId),
    selectUsageRecords(ctx.db, search),
  ]);
  const toLocal = localTime(account.timeZone);
  const text = writeCsvPages(ctx, principal, {
    columns,
    first,
    toRow: ({ record }) => csvRow([...cellsOf(record), ...toLocal(record.occurredAt)]),
    readAfter: ({ occurredUs, record: { id } }) =>
      selectUsageRecords(ctx.db, { ...search, after: { occurredUs, id } }),
  });
  return { text, fileName: nameAccountExport(account, 'usage-records', query) };
}

function cellsOf(record: UsageRecord): Parameters<typeof csvRow>[0] {
  return [
    record.id,
    record.occurredAt,
    record.createdAt,
    record.featureCode,
    record.kind,
    record.amount,
    record.late,
    record.voided,
    record.reason,
    record.reservationId,
    record.metadata && JSON.stringify(record.metadata),
  ];
}
