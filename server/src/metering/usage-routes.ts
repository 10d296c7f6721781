import { z } from 'zod';
import { CursorPage, OffsetPage } from '../http/contract.ts';
import { oneKey } from '../http/idempotency.ts';
import type { Policy } from '../http/policy.ts';
import { route, TextStream, type Route } from '../http/route.ts';
import { readQuotaOverview } from './accounts/overview.ts';
import { listAlerts, readAlert, readAllAlerts, readAlertStatistics } from './alerts/service.ts';
import type { MeteringContext } from './context.ts';
import * as contract from './contract.ts';
import { recordBatch } from './recording/record-batch.ts';
import { recordUsage } from './recording/record-usage.ts';
import { exportUsageRecords } from './records/export.ts';
import { listUsageRecords, voidRecord } from './records/service.ts';
import { readStatistics } from './records/statistics.ts';
import { listReservations } from './reservations/list.ts';
import { commitHold, releaseHold, reserveUsage } from './reservations/service.ts';
import { checkQuota, checkQuotas } from './states/checks.ts';
import { explainQuota } from './states/explanation.ts';

const tag = 'Usage';
const readers = { people: 'user', scope: 'usage:read' } as const satisfies Policy;
/** Of what is the person's to say, such as having seen an alert. */
const markers = { people: 'user', scope: 'usage:write' } as const satisfies Policy;
const writers = { people: 'admin', scope: 'usage:write' } as const satisfies Policy;
const recordErrors = [
  'quota_exceeded',
  'feature_not_in_plan',
  'feature_unknown',
  'idempotency_mismatch',
  'not_found',
  'overloaded',
] as const;

/** The quota that is used up, as it stands. */
const problemMembers = { quota_exceeded: z.object({ quota: contract.Quota }) };

/** Recording and checking, the hot ones first. */
const hotRoutes: Route<MeteringContext>[] = [
  route({
    method: 'post',
    path: '/usage/record',
    summary: 'Record a use',
    description: 'Durable and charged before the answer. 201 when recorded, 200 when replayed.',
    tag,
    policy: writers,
    body: contract.UsageEvent,
    output: contract.Recorded,
    statuses: [201, 200],
    errors: recordErrors,
    problemMembers,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await recordUsage(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'get',
    path: '/usage/check-quota/:featureCode',
    isCheap: true,
    summary: 'Would a use be accepted?',
    description: 'Advisory: another request may use the rest first. Only recording decides.',
    tag,
    policy: readers,
    params: contract.CheckParams,
    query: contract.CheckQuery,
    output: contract.Check,
    statuses: [200],
    errors: ['feature_unknown', 'not_found'],
    run: async (ctx: MeteringContext, { principal, params, query }) => ({
      data: await checkQuota(ctx, principal, { ...query, ...params }),
    }),
  }),
  route({
    method: 'post',
    path: '/usage/record/batch',
    summary: 'Record up to 1,000 uses',
    description:
      'Each event is judged for itself and in order; a bad one is rejected alone. An `Idempotency-Key` header stands ' +
      'for the whole call: again, it answers what became of each event at first and counts none twice; with other ' +
      'events it is a mismatch. Where nothing was recorded, or some event could not be judged (`unavailable`), ' +
      'events that were not recorded are judged anew. Events may have keys of their own beside it. Only where none ' +
      'could be judged is the answer 503.',
    tag,
    policy: writers,
    body: contract.RecordBatchBody,
    documentedBody: contract.DocumentedBatchBody,
    bodyLimit: 5_000_000,
    output: contract.RecordedBatch,
    statuses: [200],
    errors: ['overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => ({
      data: await recordBatch(ctx, principal, { ...body, idempotencyKey }),
    }),
  }),
  route({
    method: 'post',
    path: '/usage/check-quota',
    summary: 'Check up to 100 uses',
    description: 'Each has its own answer, in their order; `feature_unknown` where there is no such feature.',
    tag,
    policy: readers,
    body: contract.CheckManyBody,
    output: z.array(contract.Check),
    statuses: [200],
    errors: ['not_found'],
    idempotent: false,
    run: async (ctx: MeteringContext, { principal, body }) => ({
      data: await checkQuotas(ctx, principal, body),
    }),
  }),
];

const reservationRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/reservations',
    summary: 'Reservations, newest first',
    tag,
    policy: readers,
    query: contract.ReservationsQuery,
    output: z.array(contract.ListedReservation),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { reservations, total } = await listReservations(ctx, principal, query);
      return { data: reservations, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/usage/reservations',
    summary: 'Hold an amount before long work',
    tag,
    policy: writers,
    body: contract.ReserveBody,
    output: contract.Reservation,
    statuses: [201, 200],
    errors: recordErrors,
    problemMembers,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await reserveUsage(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/usage/reservations/:id/commit',
    summary: 'Turn a hold into use',
    description: 'Less than was held frees the rest; more is judged as new use.',
    tag,
    policy: writers,
    params: contract.IdParams,
    body: contract.CommitBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'quota_exceeded', 'overloaded'],
    problemMembers,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey }) => ({
      data: await commitHold(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
  route({
    method: 'post',
    path: '/usage/reservations/:id/release',
    summary: 'Free a hold',
    tag,
    policy: writers,
    params: contract.IdParams,
    body: contract.ReleaseBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey }) => ({
      data: await releaseHold(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
];

const readingRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/quota-overview',
    summary: 'Plan, period and every quota',
    tag,
    policy: readers,
    query: contract.AccountQuery,
    output: contract.QuotaOverview,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readQuotaOverview(ctx, principal, query.accountId),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/explain/:featureCode',
    summary: 'Where the numbers of a quota come from',
    description: 'All of one instant, so that they add up.',
    tag,
    policy: readers,
    params: contract.ExplainParams,
    query: contract.AccountQuery,
    output: contract.QuotaExplanation,
    statuses: [200],
    errors: ['feature_unknown', 'feature_not_in_plan', 'not_found'],
    run: async (ctx: MeteringContext, { principal, params, query }) => ({
      data: await explainQuota(ctx, principal, { ...query, ...params }),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/records',
    summary: 'Records, newest first',
    tag,
    policy: readers,
    query: contract.RecordsQuery,
    output: z.array(contract.UsageRecord),
    page: CursorPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { records, nextCursor } = await listUsageRecords(ctx, principal, query);
      return { data: records, page: { limit: query.limit, nextCursor } };
    },
  }),
  route({
    method: 'get',
    path: '/usage/records/export',
    summary: 'Records as a file, newest first',
    description:
      "CSV for spreadsheets: what they would run as a formula has a `'` before it. " +
      'A connection that breaks means that the file is not whole.',
    tag,
    policy: readers,
    query: contract.RecordsExportQuery,
    output: TextStream,
    mediaType: 'text/csv',
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { text, fileName } = await exportUsageRecords(ctx, principal, query);
      return { data: text, headers: { 'Content-Disposition': `attachment; filename="${fileName}"` } };
    },
  }),
  route({
    method: 'post',
    path: '/usage/records/:id/void',
    summary: 'Take a record back',
    tag,
    policy: writers,
    params: contract.IdParams,
    body: contract.VoidBody,
    output: contract.UsageRecord,
    statuses: [201],
    errors: ['not_found', 'already_voided', 'conflict', 'overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await voidRecord(ctx, principal, { ...body, ...params, idempotencyKey, requestId }),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/statistics',
    summary: 'Use over time',
    description: 'In the account’s time zone, gaps filled with 0.',
    tag,
    policy: readers,
    query: contract.StatisticsQuery,
    output: contract.Statistics,
    statuses: [200],
    errors: ['not_found', 'feature_unknown'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readStatistics(ctx, principal, query),
    }),
  }),
];

const alertRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/alerts',
    summary: 'Alerts, newest first',
    tag,
    policy: readers,
    query: contract.AlertsQuery,
    output: z.array(contract.Alert),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { alerts, total } = await listAlerts(ctx, principal, query);
      return { data: alerts, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/usage/alerts/unsent',
    summary: 'Alerts that the user has not seen',
    description: 'An older name of `/usage/alerts?status=unread`.',
    tag,
    policy: readers,
    query: contract.UnseenAlertsQuery,
    output: z.array(contract.Alert),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { alerts, total } = await listAlerts(ctx, principal, { ...query, status: 'unread' });
      return { data: alerts, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/usage/alerts/statistics',
    summary: 'Alerts counted by level and feature',
    tag,
    policy: readers,
    query: contract.AccountQuery,
    output: contract.AlertStatistics,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readAlertStatistics(ctx, principal, query.accountId),
    }),
  }),
  route({
    method: 'put',
    path: '/usage/alerts/read-all',
    summary: 'Mark all alerts as read',
    tag,
    policy: markers,
    query: contract.AccountQuery,
    output: contract.MarkedRead,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: { marked: await readAllAlerts(ctx, principal, query.accountId) },
    }),
  }),
  ...(['read', 'mark-sent'] as const).map((verb) =>
    route({
      method: 'put',
      path: `/usage/alerts/:id/${verb}`,
      summary: 'Mark an alert as read',
      tag,
      policy: markers,
      params: contract.IdParams,
      query: contract.AccountQuery,
      output: contract.Alert,
      statuses: [200],
      errors: ['not_found'],
      run: async (ctx: MeteringContext, { principal, params, query }) => ({
        data: await readAlert(ctx, principal, { ...query, ...params }),
      }),
    }),
  ),
];

export const usageRoutes: Route<MeteringContext>[] = [
  ...hotRoutes,
  ...reservationRoutes,
  ...readingRoutes,
  ...alertRoutes,
];
