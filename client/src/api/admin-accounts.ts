import {
  AccountDetail,
  AccountListItem,
  ResetUsage,
  type AccountsQuery,
  type AssignPlanBody,
  type LiftOverrideBody,
  type OverrideBody,
  type ResetUsageBody,
} from '@meterstone/server/contract/metering/accounts';
import { FoldedAlert } from '@meterstone/server/contract/metering/alerts';
import {
  ChangedPlans,
  PreviewedPlans,
  type AccountFilter,
  type ChangePlansBody,
} from '@meterstone/server/contract/metering/plan-changes';
import { UsageRecord } from '@meterstone/server/contract/metering/records';
import { QuotaExplanation } from '@meterstone/server/contract/metering/states';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { call, callCursorPage, callFile, callPage, path } from './http/client.ts';
import { queryClient } from './query-client.ts';

/** What an admin sees of an account, and does with it. Accounts are named by id or `ext:<external id>`. */

const accountsKey = ['admin', 'accounts'] as const;
/** An admin's socket is not told of the uses of others, so what is open is asked for again. */
const refetchMs = 4_000;
const recordsPerPage = 25;

/** Which accounts, and in which order: newest first unless told otherwise. */
type AccountSearch = Pick<AccountsQuery, 'limit' | 'offset'> & {
  [Part in 'q' | 'planCode' | 'level' | 'state' | 'sort']?: AccountsQuery[Part] | undefined;
};

export function accountsQuery(search: AccountSearch) {
  return queryOptions({
    queryKey: [...accountsKey, 'list', search],
    queryFn: ({ signal }) =>
      callPage({ path: '/admin/accounts', query: search, output: AccountListItem, signal }),
    placeholderData: keepPreviousData,
  });
}

/** As a list that stays open: who is about to run out changes with every use. */
export function shownAccountsQuery(search: AccountSearch) {
  return queryOptions({ ...accountsQuery(search), refetchInterval: refetchMs });
}

export function accountQuery(accountId: string) {
  return queryOptions({
    queryKey: [...accountsKey, 'one', accountId],
    queryFn: ({ signal }) =>
      call({ path: path`/admin/accounts/${accountId}`, output: AccountDetail, signal }),
    refetchInterval: refetchMs,
  });
}

/** What a quota is made of: what the plan gives, and what an override puts in its place. */
export function accountQuotaQuery(accountId: string, featureCode: string) {
  return queryOptions({
    queryKey: [...accountsKey, 'quota', accountId, featureCode],
    queryFn: ({ signal }) =>
      call({
        path: path`/usage/explain/${featureCode}`,
        query: { accountId },
        output: QuotaExplanation,
        signal,
      }),
  });
}

/** Newest first, page after page. */
export function accountRecordsQuery(accountId: string) {
  return infiniteQueryOptions({
    queryKey: [...accountsKey, 'records', accountId],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/usage/records',
        query: { accountId, limit: recordsPerPage, cursor: pageParam },
        output: UsageRecord,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Whoever has gone back into the past is not looking at what comes in now.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? refetchMs : false),
  });
}

/** All of the account's records, as CSV. Errors: ApiError. */
export function exportAccountRecords(accountId: string): Promise<{ name: string; content: Blob }> {
  return callFile({ path: '/usage/records/export', query: { accountId } });
}

export function accountAlertsQuery(accountId: string, page: { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...accountsKey, 'alerts', accountId, page],
    queryFn: ({ signal }) =>
      callPage({
        path: '/usage/alerts/by-period',
        query: { accountId, ...page },
        output: FoldedAlert,
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
}

/** What has been used stays used. Errors: `conflict` when the plan is no longer on offer. */
export async function assignPlan(accountId: string, body: z.output<typeof AssignPlanBody>): Promise<void> {
  const changed = await call({
    method: 'POST',
    path: path`/admin/accounts/${accountId}/plan`,
    body,
    output: AccountDetail,
  });
  showAccount(accountId, changed);
}

/** The part of a search by which an act may mean accounts. */
export type MeantFilter = Pick<AccountSearch, keyof z.output<typeof AccountFilter>>;

/** Accounts one by one, or all that a filter of the list finds. */
export type MeantAccounts = { accountIds: readonly string[] } | { filter: MeantFilter };

/** What the plan would do to each of them. Not kept: it is what will be done. */
export function planPreviewQuery(planCode: string, meant: MeantAccounts) {
  return queryOptions({
    queryKey: [...accountsKey, 'planPreview', planCode, meant],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: '/admin/accounts/plan/preview',
        body: { planCode, ...meant },
        output: PreviewedPlans,
        signal,
      }),
    gcTime: 0,
  });
}

/** As `assignPlan` for each. Errors: `conflict` when the plan is no longer on offer. */
export async function assignPlans(body: ChangePlansBody, idempotencyKey: string): Promise<ChangedPlans> {
  const changed = await call({
    method: 'POST',
    path: '/admin/accounts/plan',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    output: ChangedPlans,
  });
  refetchAccounts();
  return changed;
}

/** Takes the place of the plan's quota at once, until it expires. */
export async function setOverride(
  accountId: string,
  featureCode: string,
  body: z.output<typeof OverrideBody>,
): Promise<void> {
  const changed = await call({
    method: 'PUT',
    path: path`/admin/accounts/${accountId}/overrides/${featureCode}`,
    body,
    output: AccountDetail,
  });
  showAccount(accountId, changed);
}

/** The plan's quota holds again. */
export async function liftOverride(
  accountId: string,
  featureCode: string,
  body: z.output<typeof LiftOverrideBody>,
): Promise<void> {
  const changed = await call({
    method: 'DELETE',
    path: path`/admin/accounts/${accountId}/overrides/${featureCode}`,
    body,
    output: AccountDetail,
  });
  showAccount(accountId, changed);
}

/** Sets the use of the current periods to nothing, of one feature or of all. Returns the features that had one. */
export async function resetUsage(
  accountId: string,
  body: z.output<typeof ResetUsageBody>,
): Promise<readonly string[]> {
  const { reset } = await call({
    method: 'POST',
    path: path`/admin/accounts/${accountId}/usage/reset`,
    body,
    output: ResetUsage,
  });
  refetchAccounts();
  return reset;
}

function showAccount(accountId: string, account: z.output<typeof AccountDetail>): void {
  queryClient.setQueryData(accountQuery(accountId).queryKey, account);
  refetchAccounts();
}

function refetchAccounts(): void {
  void queryClient.invalidateQueries({ queryKey: accountsKey });
  void queryClient.invalidateQueries({ queryKey: ['admin', 'audit'] });
}
