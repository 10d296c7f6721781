import type { Principal } from '../../http/access/principal.ts';
import { readLineOf } from '../../http/limits/read-line.ts';
import { getAccount, resolveAccount } from '../../identity/service.ts';
import { byteOrderMark, csvRow } from '../../lib/csv.ts';
import type { MeteringContext } from '../context.ts';
import type { RecordsExportQuery, UsageRecord } from './contract.ts';
import { selectUsageRecords, type UsageRecordSearch } from './queries.ts';

/** All that is in memory of an export at a time, and all that one statement reads. */
const pageSize = 500;

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
];

type FoundRecords = Awaited<ReturnType<typeof selectUsageRecords>>;

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
  const search = { ...query, accountId, limit: pageSize };
  const [{ timeZone }, first] = await Promise.all([
    getAccount(ctx.db, accountId),
    selectUsageRecords(ctx.db, search),
  ]);
  return { fileName: nameFile(query, timeZone), text: writePages(ctx, readLineOf(principal), search, first) };
}

async function* writePages(
  ctx: MeteringContext,
  line: string,
  search: UsageRecordSearch,
  first: FoundRecords,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(columns);
  for (let found = first; ;) {
    const page = found.slice(0, pageSize);
    yield page.map(({ record }) => toRow(record)).join('');
    const last = page.at(-1);
    if (!last || found.length <= pageSize) return;
    const after = { occurredUs: last.occurredUs, id: last.record.id };
    // Each page for itself: a client that reads slowly must not keep a place that others could use.
    found = await ctx.readLines.run(line, () => selectUsageRecords(ctx.db, { ...search, after }), {
      isContinued: true,
    });
  }
}

function toRow(record: UsageRecord): string {
  return csvRow([
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
  ]);
}

/** Named after the first and the last day in it, on the account's calendar. */
function nameFile({ from, to }: RecordsExportQuery, timeZone: string): string {
  // Of the locales that write years first, this one writes them with ASCII alone.
  const dayOf = (at: number) => new Date(at).toLocaleDateString('en-CA', { timeZone });
  const first = from === undefined ? 'start' : dayOf(Date.parse(from));
  // The end is not part of the span.
  const last = dayOf(to === undefined ? Date.now() : Date.parse(to) - 1);
  return `usage-records-${first}-${last}.csv`;
}
