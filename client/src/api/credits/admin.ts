import { Balance, CreditAccount } from '@meterstone/server/contract/credits/balances';
import {
  CreditGrant,
  ImportResults,
  type GrantBody,
  type ImportResult,
} from '@meterstone/server/contract/credits/grants';
import {
  ActivePackage,
  AssignedPackage,
  type AssignPackageBody,
} from '@meterstone/server/contract/credits/packages';
import { PriceHistoryEntry, PriceList, type PricesBody } from '@meterstone/server/contract/credits/prices';
import { CreditRevocation, type RevokeBody } from '@meterstone/server/contract/credits/revokes';
import { Transaction } from '@meterstone/server/contract/credits/transactions';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, callCursorPage, callFile, callPage, path, type Call } from '../http/client.ts';
import { queryClient } from '../query-client.ts';
import { mostGrants, type TransactionFilter } from './own.ts';

/** What an admin sees of an account's credits, and does with them. Sent again with its key, an act counts once. */

const creditsKey = ['admin', 'accounts', 'credits'] as const;
/** An admin's socket is not told of the uses of others, so what is open is asked for again. */
const refetchMs = 4_000;
const transactionsPerPage = 25;

/** Accounts with what they have. */
export function creditAccountsQuery(search: { q: string; limit: number; offset: number }) {
  return queryOptions({
    // Among the lists of accounts: what is given to one changes it.
    queryKey: ['admin', 'accounts', 'list', 'credits', search],
    queryFn: ({ signal }) =>
      callPage({ path: '/admin/credits/accounts', query: search, output: CreditAccount, signal }),
    placeholderData: keepPreviousData,
  });
}

/** What can be spent, what is held and owed, and the lots in the order in which they burn. */
export function accountCreditsQuery(accountId: string) {
  return queryOptions({
    queryKey: [...creditsKey, accountId, 'balance'],
    queryFn: ({ signal }) =>
      call({ path: '/credits/balance', query: { accountId }, output: Balance, signal }),
    refetchInterval: refetchMs,
  });
}

/** Packages that run for the account now. */
export function accountPackagesQuery(accountId: string) {
  return queryOptions({
    queryKey: [...creditsKey, accountId, 'packages'],
    queryFn: ({ signal }) =>
      call({ path: '/packages/active', query: { accountId }, output: z.array(ActivePackage), signal }),
    refetchInterval: refetchMs,
  });
}

/** The ledger, newest first, page after page. */
export function accountTransactionsQuery(accountId: string, filter: TransactionFilter) {
  return infiniteQueryOptions({
    queryKey: [...creditsKey, accountId, 'transactions', filter],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/credits/transactions',
        query: { accountId, ...filter, limit: transactionsPerPage, cursor: pageParam },
        output: Transaction,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Whoever has gone back into the past is not looking at what comes in now.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? refetchMs : false),
  });
}

/** The newest lines by which the account's lots came. */
export function accountGrantsQuery(accountId: string) {
  return queryOptions({
    queryKey: [...creditsKey, accountId, 'grants'],
    queryFn: async ({ signal }) => {
      const query = { accountId, type: 'grant', limit: mostGrants };
      const page = await callCursorPage({
        path: '/credits/transactions',
        query,
        output: Transaction,
        signal,
      });
      return page.items;
    },
    refetchInterval: refetchMs,
  });
}

/** The movements of the filter as CSV. */
export function exportAccountTransactions(
  accountId: string,
  filter: TransactionFilter,
): Promise<{ name: string; content: Blob }> {
  return callFile({ path: '/credits/transactions/export', query: { accountId, ...filter } });
}

/** Gives credits as a lot of its own, which pays what the account owes first. */
export function grantCredits(
  body: z.output<typeof GrantBody>,
  idempotencyKey: string,
): Promise<z.output<typeof CreditGrant>> {
  return act('/admin/credits/grant', { body, idempotencyKey, output: CreditGrant });
}

const importPath = '/admin/credits/grants/import';
const csvOf = (content: string) => ({ type: 'text/csv; charset=utf-8', content });

/** What each row of a CSV file would do. Errors: `invalid_input` where it is no such table. */
export async function previewGrantRows(content: string): Promise<ImportResult[]> {
  const { results } = await call({
    method: 'POST',
    path: importPath,
    query: { preview: true },
    text: csvOf(content),
    output: ImportResults,
  });
  return results;
}

/** Gives what the rows of a CSV file say, each for itself. Sent again with its key, it goes on where it stopped. */
export async function importGrantRows(content: string, idempotencyKey: string): Promise<ImportResult[]> {
  const { results } = await act(importPath, { text: csvOf(content), idempotencyKey, output: ImportResults });
  return results;
}

/** Takes an amount or a whole lot. Errors: `insufficient_credits` where less than the amount can be spent. */
export function revokeCredits(
  body: z.output<typeof RevokeBody>,
  idempotencyKey: string,
): Promise<z.output<typeof CreditRevocation>> {
  return act('/admin/credits/revoke', { body, idempotencyKey, output: CreditRevocation });
}

/** Gives a package as a purchase would. Errors: `conflict` when it is no longer on offer. */
export function assignPackage(
  accountId: string,
  body: z.output<typeof AssignPackageBody>,
  idempotencyKey: string,
): Promise<z.output<typeof AssignedPackage>> {
  const address = path`/admin/accounts/${accountId}/packages`;
  return act(address, { body, idempotencyKey, output: AssignedPackage });
}

/** Whatever came of it, what is shown is asked for again: a refusal means that it was out of date. */
async function act<Output extends z.ZodType>(
  address: string,
  { idempotencyKey, ...content }: Pick<Call<Output>, 'body' | 'text' | 'output'> & { idempotencyKey: string },
): Promise<z.output<Output>> {
  try {
    const headers = { 'idempotency-key': idempotencyKey };
    return await call({ method: 'POST', path: address, headers, ...content });
  } finally {
    void queryClient.invalidateQueries({ queryKey: creditsKey });
    void queryClient.invalidateQueries({ queryKey: ['admin', 'audit'] });
  }
}

const pricesKey = ['admin', 'creditPrices'] as const;

/** What actions cost. */
export const pricesQuery = queryOptions({
  queryKey: [...pricesKey, 'list'],
  queryFn: ({ signal }) => call({ path: '/admin/credits/prices', output: PriceList, signal }),
});

/** Who changed which price, newest first. */
export function priceHistoryQuery(page: { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...pricesKey, 'history', page],
    queryFn: ({ signal }) =>
      callPage({ path: '/admin/credits/prices/history', query: page, output: PriceHistoryEntry, signal }),
    placeholderData: keepPreviousData,
  });
}

/**
 * Replaces the whole list: actions that it leaves out can't be used any more. Errors: `version_conflict` where somebody
 * else did first.
 */
export async function setPrices(version: number, body: z.output<typeof PricesBody>): Promise<void> {
  const saved = await call({
    method: 'PUT',
    path: '/admin/credits/prices',
    headers: { 'if-match': `"${version}"` },
    body,
    output: PriceList,
  });
  queryClient.setQueryData(pricesQuery.queryKey, saved);
  void queryClient.invalidateQueries({ queryKey: pricesKey });
}
