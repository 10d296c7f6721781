import type { HistoryEntry } from '@meterstone/server/contract/catalog';

/** A line of the history; several entries where one act moved several plans. */
export interface HistoryItem {
  entry: HistoryEntry;
  /** The entries of the plans that were moved together. */
  moves: HistoryEntry[];
}

/** Entries as lines: whoever drags one plan moves others too, and the request tells that it was one act. */
export function groupMoves(entries: readonly HistoryEntry[]): HistoryItem[] {
  const items: HistoryItem[] = [];
  for (const entry of entries) {
    const last = items.at(-1);
    const isMove = entry.action === 'reordered';
    if (isMove && last?.moves[0] && last.entry.requestId === entry.requestId) last.moves.push(entry);
    else items.push({ entry, moves: isMove ? [entry] : [] });
  }
  return items;
}
