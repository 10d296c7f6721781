import type { Principal } from '../../http/access/principal.ts';
import { exportPageSize, localTime, nameAccountExport, writeCsvPages } from '../../http/file-export.ts';
import { getAccount, resolveAccount } from '../../identity/service.ts';
import { csvRow } from '../../lib/csv.ts';
import type { CreditsContext } from '../context.ts';
import type { TransactionsExportQuery } from './contract.ts';
import { selectLines, type Line } from './queries.ts';

const columns = [
  'id',
  'created_at',
  'type',
  'amount',
  'owed',
  'balance_after',
  'held_after',
  'action',
  'reference_id',
  'reason',
  'reservation_id',
  'returns_id',
  'usage_record_id',
  'feature_code',
  'created_at_local',
  'time_zone',
];

/**
 * The account's ledger as CSV, newest first, made while it is read: each page is of its own moment, and lines are
 * never changed. Fails before the first line where Postgres can't be asked.
 * Errors: `not_found`.
 */
export async function exportTransactions(
  ctx: CreditsContext,
  principal: Principal,
  query: TransactionsExportQuery,
): Promise<{ text: AsyncIterable<string>; fileName: string }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const search = { ...query, accountId, limit: exportPageSize };
  const [account, first] = await Promise.all([getAccount(ctx.db, accountId), selectLines(ctx.db, search)]);
  const toLocal = localTime(account.timeZone);
  const text = writeCsvPages(ctx, principal, {
    columns,
    first,
    toRow: ({ line }) => csvRow([...cellsOf(line), ...toLocal(line.createdAt)]),
    readAfter: ({ seq }) => selectLines(ctx.db, { ...search, beforeSeq: seq }),
  });
  return { text, fileName: nameAccountExport(account, 'credit-transactions', query) };
}

function cellsOf(line: Line): Parameters<typeof csvRow>[0] {
  return [
    line.id,
    line.createdAt,
    line.type,
    line.amount,
    line.owed,
    line.balanceAfter,
    line.heldAfter,
    line.action,
    line.referenceId,
    line.reason,
    line.reservationId,
    line.returnsId,
    line.usage?.recordId ?? null,
    line.usage?.featureCode ?? null,
  ];
}
