import { ActivePackage } from '@meterstone/server/contract/credits/packages';
import { Price } from '@meterstone/server/contract/credits/prices';
import { Transaction } from '@meterstone/server/contract/credits/transactions';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, callCursorPage, callFile } from '../http/client.ts';
import { creditsKey } from './key.ts';

/** What actions are called, and cost now. */
export const priceListQuery = queryOptions({
  queryKey: ['creditPrices'],
  queryFn: ({ signal }) => call({ path: '/credits/prices', output: z.array(Price), signal }),
});

/** Packages that run now. */
export const activePackagesQuery = queryOptions({
  queryKey: [...creditsKey, 'packages'],
  queryFn: ({ signal }) => call({ path: '/packages/active', output: z.array(ActivePackage), signal }),
});

/** Which movements: of what type, and of when (`to` is not included). */
export interface TransactionFilter {
  type: Transaction['type'] | undefined;
  from: string | undefined;
  to: string | undefined;
}

/** Movements of credits, newest first, page after page. */
export function transactionsQuery(filter: TransactionFilter) {
  return infiniteQueryOptions({
    queryKey: [...creditsKey, 'transactions', filter],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/credits/transactions',
        query: { ...filter, limit: 50, cursor: pageParam },
        output: Transaction,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** Of so many lots at most it is known why they came: a lot has the id of the line that brought it. */
export const mostGrants = 100;

/** The newest lines by which lots came. */
export const grantsQuery = queryOptions({
  queryKey: [...creditsKey, 'grants'],
  queryFn: async ({ signal }) => {
    const query = { type: 'grant', limit: mostGrants };
    return (await callCursorPage({ path: '/credits/transactions', query, output: Transaction, signal }))
      .items;
  },
});

/** The movements of the filter as CSV. */
export function exportTransactions(filter: TransactionFilter): Promise<{ name: string; content: Blob }> {
  return callFile({ path: '/credits/transactions/export', query: { ...filter } });
}
