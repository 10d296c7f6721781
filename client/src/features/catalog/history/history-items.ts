import type { HistoryEntry } from '@meterstone/server/contract/catalog';

/** A line of the history; several entries where one act moved several plans. */
export interface HistoryItem {
  entry: HistoryEntry;
  /** The entries of the plans that were moved together. */
  moves: HistoryEntry[];
}

/** Entries as lines: one request may move several plans, which is one act. */
export function groupMoves(entries: readonly HistoryEntry[]): HistoryItem[] {
  const items: HistoryItem[] = [];
  for (const entry of entries) {
    const last = items.at(-1);
    const isMove = entry.action === 'reordered';
    if (isMove && last?.moves[0] && last.entry.requestId === entry.requestId) last.moves.push(entry);
    else items.push({ entry, moves: isMove ? [entry] : [] });
  }
  return items.map(({ entry, moves }) => ({ entry, moves: moves.toSorted(byPlace) }));
}

/** By where they came to: the history tells the newest first, which need not be the plan that now stands first. */
function byPlace(one: HistoryEntry, other: HistoryEntry): number {
  return placeOf(one) - placeOf(other);
}

function placeOf({ changes }: HistoryEntry): number {
  const place = changes.find(({ path }) => path === 'place.number' || path === 'sortOrder')?.after;
  return typeof place === 'number' ? place : 0;
}
