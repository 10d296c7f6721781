import { byteOrderMark, csvRow } from '../lib/csv.ts';
import type { Lines } from '../lib/lines.ts';
import type { Principal } from './access/principal.ts';
import { readLineOf } from './limits/read-line.ts';

/** All that is in memory of an export at a time, and all that one statement reads. */
export const exportPageSize = 500;

interface CsvPages<Item> {
  columns: readonly string[];
  /** The first page, read already; as all pages, with one item more than `exportPageSize` where there is more. */
  first: readonly Item[];
  toRow: (item: Item) => string;
  readAfter: (last: Item) => Promise<readonly Item[]>;
}

/**
 * A list as CSV, made while it is read: each page is of its own moment, and no connection is held between two. Pages
 * after the first wait in the reader's line.
 */
export async function* writeCsvPages<Item>(
  { readLines }: { readLines: Lines },
  principal: Principal,
  { columns, first, toRow, readAfter }: CsvPages<Item>,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(columns);
  for (let found = first; ;) {
    const page = found.slice(0, exportPageSize);
    yield page.map(toRow).join('');
    const last = page.at(-1);
    if (!last || found.length <= exportPageSize) return;
    // Each page for itself: a client that reads slowly must not keep a place that others could use.
    found = await readLines.run(readLineOf(principal), () => readAfter(last), { isContinued: true });
  }
}

/** `<what>-<first day>-<last day>.csv`, the days being those of the account's calendar. */
export function nameExport(
  what: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
): string {
  // Of the locales that write years first, this one writes them with ASCII alone.
  const dayOf = (at: number) => new Date(at).toLocaleDateString('en-CA', { timeZone });
  const first = from === undefined ? 'start' : dayOf(Date.parse(from));
  // The end is not part of the span.
  const last = dayOf(to === undefined ? Date.now() : Date.parse(to) - 1);
  return `${what}-${first}-${last}.csv`;
}
