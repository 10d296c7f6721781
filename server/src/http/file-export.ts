import { byteOrderMark, csvRow } from '../lib/csv.ts';
import type { Lines } from '../lib/lines.ts';
import type { Principal } from './access/principal.ts';
import { readLineOf } from './limits/read-line.ts';

/** All that is in memory of an export at a time, and all that one statement reads. */
export const exportPageSize = 500;

interface Pages<Item> {
  /** The first page, read already; as all pages, with one item more than `exportPageSize` where there is more. */
  first: readonly Item[];
  readAfter: (last: Item) => Promise<readonly Item[]>;
}

interface CsvPages<Item> extends Pages<Item> {
  columns: readonly string[];
  toRow: (item: Item) => string;
}

/**
 * A list page by page: each page is of its own moment, and no connection is held between two. Pages after the first
 * wait in the reader's line.
 */
export async function* readPages<Item>(
  { readLines }: { readLines: Lines },
  principal: Principal,
  { first, readAfter }: Pages<Item>,
): AsyncGenerator<readonly Item[]> {
  for (let found = first; ;) {
    const page = found.slice(0, exportPageSize);
    yield page;
    const last = page.at(-1);
    if (!last || found.length <= exportPageSize) return;
    // Each page for itself: a client that reads slowly must not keep a place that others could use.
    found = await readLines.run(readLineOf(principal), () => readAfter(last), { isContinued: true });
  }
}

/** A list as CSV, made while it is read; see readPages. */
export async function* writeCsvPages<Item>(
  ctx: { readLines: Lines },
  principal: Principal,
  { columns, toRow, ...pages }: CsvPages<Item>,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(columns);
  for await (const page of readPages(ctx, principal, pages)) yield page.map(toRow).join('');
}

/** The columns that end a file of somebody's: a time again on their own clocks, and the zone of these. */
export function localTime(timeZone: string): (at: string) => [time: string, timeZone: string] {
  // Of the locales that write years first, this one is understood by spreadsheets.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return (at) => [format.format(new Date(at)), timeZone];
}

/** What of a name may stand in a file's, in ASCII; the end of the account's id where that is nothing. */
function slugOf({ id, name }: { id: string; name: string }): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-').slice(0, 40) ?? id.slice(-12);
}

/** `<whose>-<what>-<first day>-<last day>.csv`, or `…-until-<last day>.csv`; days on the calendar of the account. */
export function nameAccountExport(
  account: { id: string; name: string; timeZone: string },
  what: string,
  span: { from?: string | undefined; to?: string | undefined },
): string {
  return nameExport(`${slugOf(account)}-${what}`, span, account.timeZone);
}

/** `<what>-<first day>-<last day>.csv`, or `<what>-until-<last day>.csv`; days of the calendar of that zone. */
export function nameExport(
  what: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
  extension = 'csv',
): string {
  // Of the locales that write years first, this one writes them with ASCII alone.
  const dayOf = (at: number) => new Date(at).toLocaleDateString('en-CA', { timeZone });
  const first = from === undefined ? 'until' : dayOf(Date.parse(from));
  // The end is not part of the span.
  const last = dayOf(to === undefined ? Date.now() : Date.parse(to) - 1);
  return `${what}-${first}-${last}.${extension}`;
}
