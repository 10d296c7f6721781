import { TransactionType } from '@meterstone/server/contract/credits/balances';
import { useSearchParams } from 'react-router';
import type { TransactionFilter } from '../../../api/credits/own.ts';
import { readSpan } from '../../../url/span.ts';
import { withQuery } from '../../../url/with-query.ts';

export interface LedgerFilter {
  filter: TransactionFilter;
  /** First and last day, on the account's calendar. */
  firstDay: string | undefined;
  lastDay: string | undefined;
  isFiltered: boolean;
  change: (changed: Record<string, string | undefined>) => void;
  clear: () => void;
}

/** Which movements are asked for, as the address holds it: `?type=consume&from=2026-11-01&to=2026-11-30`. */
export function useLedgerFilter(timeZone: string): LedgerFilter {
  const [query, setQuery] = useSearchParams();
  const { from, to, firstDay, lastDay } = readSpan(query, timeZone);
  const filter = { type: TransactionType.safeParse(query.get('type')).data, from, to };
  const change: LedgerFilter['change'] = (changed) =>
    setQuery((before) => withQuery(before, changed), { preventScrollReset: true });
  return {
    filter,
    firstDay,
    lastDay,
    isFiltered: Object.values(filter).some((value) => value !== undefined),
    change,
    clear: () => change({ type: undefined, from: undefined, to: undefined }),
  };
}
