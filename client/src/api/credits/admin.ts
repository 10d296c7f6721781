import { Balance } from '@meterstone/server/contract/credits/balances';
import { CreditGrant, type GrantBody } from '@meterstone/server/contract/credits/grants';
import {
  AdminPackage,
  AssignedPackage,
  type AssignPackageBody,
} from '@meterstone/server/contract/credits/packages';
import { Price, PriceHistoryEntry, type PricesBody } from '@meterstone/server/contract/credits/prices';
import { CreditRevocation, type RevokeBody } from '@meterstone/server/contract/credits/revokes';
import { Transaction } from '@meterstone/server/contract/credits/transactions';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, callCursorPage, callPage, path } from '../http/client.ts';
import { queryClient } from '../query-client.ts';

/** What an admin sees of an account's credits, and does with them. Sent again with its key, an act counts once. */

const creditsKey = ['admin', 'accounts', 'credits'] as const;
/** An admin's socket is not told of the uses of others, so what is open is asked for again. */
const refetchMs = 4_000;
const transactionsPerPage = 25;

/** What can be spent, what is held and owed, and the lots in the order in which they burn. */
export function accountCreditsQuery(accountId: string) {
  return queryOptions({
    queryKey: [...creditsKey, accountId, 'balance'],
    queryFn: ({ signal }) =>
      call({ path: '/credits/balance', query: { accountId }, output: Balance, signal }),
    refetchInterval: refetchMs,
  });
}

/** The ledger, newest first, page after page. */
export function accountTransactionsQuery(accountId: string) {
  return infiniteQueryOptions({
    queryKey: [...creditsKey, accountId, 'transactions'],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/credits/transactions',
        query: { accountId, limit: transactionsPerPage, ...(pageParam && { cursor: pageParam }) },
        output: Transaction,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Whoever has gone back into the past is not looking at what comes in now.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? refetchMs : false),
  });
}

/** The packages that can be assigned; the API tells at most 100 at once. */
export const assignablePackagesQuery = queryOptions({
  queryKey: ['admin', 'packages', 'assignable'],
  queryFn: ({ signal }) =>
    callPage({
      path: '/admin/products/packages',
      query: { status: 'active', limit: 100 },
      output: AdminPackage,
      signal,
    }),
});

/** Gives credits as a lot of its own, which pays what the account owes first. */
export function grantCredits(
  body: z.output<typeof GrantBody>,
  idempotencyKey: string,
): Promise<z.output<typeof CreditGrant>> {
  return act('/admin/credits/grant', { body, idempotencyKey, output: CreditGrant });
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
  { body, idempotencyKey, output }: { body: object; idempotencyKey: string; output: Output },
): Promise<z.output<Output>> {
  try {
    const headers = { 'idempotency-key': idempotencyKey };
    return await call({ method: 'POST', path: address, body, headers, output });
  } finally {
    void queryClient.invalidateQueries({ queryKey: creditsKey });
    void queryClient.invalidateQueries({ queryKey: ['admin', 'audit'] });
  }
}

const pricesKey = ['admin', 'creditPrices'] as const;

/** What actions cost. */
export const pricesQuery = queryOptions({
  queryKey: [...pricesKey, 'list'],
  queryFn: ({ signal }) => call({ path: '/admin/credits/prices', output: z.array(Price), signal }),
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

/** Replaces the whole list: actions that it leaves out can't be used any more. */
export async function setPrices(body: z.output<typeof PricesBody>): Promise<void> {
  const saved = await call({ method: 'PUT', path: '/admin/credits/prices', body, output: z.array(Price) });
  queryClient.setQueryData(pricesQuery.queryKey, saved);
  void queryClient.invalidateQueries({ queryKey: pricesKey });
}
