import type { Granularity } from '@meterstone/server/contract/http';
import { MovedPeriod, QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import {
  Alert,
  AlertStatistics,
  FoldedAlert,
  MarkedRead,
  type AlertLevel,
} from '@meterstone/server/contract/metering/alerts';
import { PlanChangePreview } from '@meterstone/server/contract/metering/plan-changes';
import { Breakdown, Statistics, UsageRecord } from '@meterstone/server/contract/metering/records';
import { ListedReservation } from '@meterstone/server/contract/metering/reservations';
import { Quota, QuotaExplanation } from '@meterstone/server/contract/metering/states';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, callCursorPage, callFile, callPage, path } from './http/client.ts';
import { queryClient } from './query-client.ts';

/** Everything below this key is about the usage of the account that is signed in. */
export const usageKey = ['usage'] as const;
export const overviewKey = [...usageKey, 'overview'] as const;
export const alertsKey = [...usageKey, 'alerts'] as const;
/** Each with whether it still holds, which moves with the quota. */
export const foldedAlertsKey = [...alertsKey, 'folded'] as const;
export const explanationsKey = [...usageKey, 'explain'] as const;
export const newRecordsKey = [...usageKey, 'newRecords'] as const;
/** Stands for every feature where one is named. */
export const everyFeature = '*';
/** Of a feature's charts, or of those that show every feature. */
export const statisticsKey = (featureCode: string) => [...usageKey, 'statistics', { featureCode }] as const;
export const explanationKey = (featureCode: string) => [...explanationsKey, featureCode] as const;

/** What changes has an event of its own. One that got lost between nodes leaves old numbers for no longer than this. */
const overviewMs = 60_000;

type Overview = z.output<typeof QuotaOverview>;
type QuotaState = z.output<typeof Quota>;

/** The last state that an event told of each feature, and when it came. */
const told = new Map<string, { quota: QuotaState; at: number }>();

/** Plan, period and every quota; quotas are kept current by `quota:updated`. */
export const overviewQuery = queryOptions({
  queryKey: overviewKey,
  queryFn: async ({ signal }) => {
    const askedAt = performance.now();
    const overview = await call({ path: '/usage/quota-overview', output: QuotaOverview, signal });
    // What was told since may be newer than the answer.
    const since = [...told.values()].filter(({ at }) => at >= askedAt);
    return since.reduce((current, { quota }) => withQuota(current, quota), overview);
  },
  refetchInterval: overviewMs,
});

/** Shows a state that an event told; false where the feature is not known, and the overview has to be asked again. */
export function showQuota(quota: QuotaState): boolean {
  told.set(quota.featureCode, { quota, at: performance.now() });
  const overview = queryClient.setQueryData(
    overviewQuery.queryKey,
    (known) => known && withQuota(known, quota),
  );
  return overview?.features.some(({ featureCode }) => featureCode === quota.featureCode) ?? true;
}

function withQuota(overview: Overview, quota: QuotaState): Overview {
  const features = overview.features.map((known) =>
    known.featureCode === quota.featureCode ? quota : known,
  );
  return { ...overview, features };
}

/** What a plan on offer would change; it stands on what the overview tells, and is asked again with that. */
export function planChangeQuery(planCode: string) {
  return queryOptions({
    queryKey: [...overviewKey, 'planChange', planCode],
    queryFn: ({ signal }) =>
      call({ path: path`/usage/plan-change?planCode=${planCode}`, output: PlanChangePreview, signal }),
  });
}

/** When the periods that run now would end in another time zone. */
export function timeZonePreviewQuery(timeZone: string) {
  return queryOptions({
    queryKey: [...usageKey, 'timeZone', timeZone],
    queryFn: ({ signal }) =>
      call({ path: path`/usage/time-zone?timeZone=${timeZone}`, output: z.array(MovedPeriod), signal }),
    // Time goes on, and with it what a move would do.
    gcTime: 0,
  });
}

/** How many alerts there are, apart those that hold and nobody has read; a period that ends has no event. */
export const alertStatisticsQuery = queryOptions({
  queryKey: [...alertsKey, 'statistics'],
  queryFn: ({ signal }) => call({ path: '/usage/alerts/statistics', output: AlertStatistics, signal }),
  refetchInterval: overviewMs,
});

/** Whether any alert is counted that a change of its quota may resolve. */
export function countsAlerts(): boolean {
  return (queryClient.getQueryData(alertStatisticsQuery.queryKey)?.unreadFolded ?? 0) > 0;
}

/** The terms that a quota is made of; asked again whenever the quota moves (live/realtime.ts). */
export function explanationQuery(featureCode: string) {
  return queryOptions({
    queryKey: explanationKey(featureCode),
    queryFn: ({ signal }) =>
      call({ path: path`/usage/explain/${featureCode}`, output: QuotaExplanation, signal }),
  });
}

/** What is held of a feature now. `held` is what the quota says of it: another amount, and it is asked again. */
export function heldReservationsQuery(featureCode: string, held: { amount: number; reservations?: number }) {
  return queryOptions({
    queryKey: [...usageKey, 'reservations', featureCode, held],
    queryFn: ({ signal }) =>
      callPage({
        path: '/usage/reservations',
        query: { featureCode, status: 'held', limit: 100 },
        output: ListedReservation,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export interface AlertFilter {
  status: 'all' | 'unread';
  level: AlertLevel | undefined;
  featureCode: string | undefined;
}

/** Alerts, newest first. */
function alertsQuery(filter: AlertFilter, page: { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...alertsKey, 'list', filter, page],
    queryFn: ({ signal }) =>
      callPage({ path: '/usage/alerts', query: { ...filter, ...page }, output: Alert, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Alerts by feature and period, newest first; a period that ends has no event. */
export function foldedAlertsQuery(filter: AlertFilter, page: { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...foldedAlertsKey, filter, page],
    queryFn: ({ signal }) =>
      callPage({
        path: '/usage/alerts/by-period',
        query: { ...filter, ...page },
        output: FoldedAlert,
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: overviewMs,
  });
}

/** What the banner chooses from. */
export const unreadAlertsQuery = alertsQuery(
  { status: 'unread', level: undefined, featureCode: undefined },
  { limit: 20, offset: 0 },
);

/** Marks these as read, in every view of them. */
export async function markAlertsRead(ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map((id) => call({ method: 'PUT', path: path`/usage/alerts/${id}/read`, output: Alert })),
  );
  await refetchAlerts();
}

/** Marks all as read. */
export async function markAllAlertsRead(): Promise<void> {
  await call({ method: 'PUT', path: '/usage/alerts/read-all', output: MarkedRead });
  await refetchAlerts();
}

async function refetchAlerts(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: alertsKey }),
    queryClient.invalidateQueries({ queryKey: overviewKey }),
  ]);
}

/** Which records: of what feature and kind, late or not, of when (`to` is not included). */
export interface RecordFilter {
  featureCode: string | undefined;
  kind: 'use' | 'void' | 'reset' | undefined;
  late: boolean | undefined;
  from: string | undefined;
  to: string | undefined;
}

const recordsPerPage = 100;

/** Records, newest first, page after page. */
export function recordsQuery(filter: RecordFilter) {
  return infiniteQueryOptions({
    queryKey: [...usageKey, 'records', filter],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/usage/records',
        query: { ...filter, limit: recordsPerPage, cursor: pageParam },
        output: UsageRecord,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Records never change but to be voided; comparing ten thousand with themselves at each page is felt.
    structuralSharing: false,
  });
}

/**
 * How many records have come since these were loaded; a page's worth at most. Asked only once something moves, and told
 * instead of shown: a list of ten thousand is not to be fetched anew, nor to move, under its reader.
 */
export function newRecordsQuery(filter: RecordFilter, loaded: readonly { items: UsageRecord[] }[]) {
  return queryOptions({
    queryKey: [...newRecordsKey, filter, loaded[0]?.items[0]?.id ?? ''],
    queryFn: async ({ signal }) => {
      const query = { ...filter, limit: recordsPerPage };
      const { items } = await callCursorPage({
        path: '/usage/records',
        query,
        output: UsageRecord,
        signal,
      });
      const ids = new Set(loaded.flatMap((page) => page.items.map(({ id }) => id)));
      return items.filter(({ id }) => !ids.has(id)).length;
    },
    initialData: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Fetches the list anew, from its newest page. */
export async function showNewRecords(filter: RecordFilter): Promise<void> {
  const { queryKey } = recordsQuery(filter);
  queryClient.setQueryData(
    queryKey,
    (known) => known && { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
  );
  await queryClient.invalidateQueries({ queryKey, exact: true });
}

/** The records of the filter as CSV. */
export function exportRecords(filter: RecordFilter): Promise<{ name: string; content: Blob }> {
  return callFile({ path: '/usage/records/export', query: { ...filter } });
}

export interface StatisticsFilter {
  /** Left out, each that was used. */
  featureCode?: string;
  granularity: Granularity;
  from: string;
  to: string;
}

/** Use over time, in the account's zone. */
export function statisticsQuery(filter: StatisticsFilter) {
  return queryOptions({
    queryKey: [...usageKey, 'statistics', { featureCode: everyFeature, ...filter }],
    queryFn: ({ signal }) =>
      call({ path: '/usage/statistics', query: { ...filter }, output: Statistics, signal }),
    // A chart stays while its span moves on, but never shows one feature under the name of another.
    placeholderData: (before) =>
      before?.granularity === filter.granularity &&
      filter.featureCode !== undefined &&
      before.series[0]?.featureCode === filter.featureCode
        ? before
        : undefined,
  });
}

interface BreakdownFilter {
  featureCode: string;
  /** Of the metadata; left out, the most frequent one. */
  key: string | undefined;
  from: string;
  to: string;
}

/** Use of a feature by the values of a metadata key. */
export function breakdownQuery(filter: BreakdownFilter) {
  return queryOptions({
    queryKey: [...usageKey, 'statistics', { ...filter, by: 'metadata' }],
    queryFn: ({ signal }) =>
      call({ path: '/usage/breakdown', query: { ...filter }, output: Breakdown, signal }),
    placeholderData: (before) => (before?.featureCode === filter.featureCode ? before : undefined),
  });
}

export const QuotaUpdated = Quota;
export const QuotaAlerted = Alert;
