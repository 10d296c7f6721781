import { z } from 'zod';
import { AccountQuery, IdParams, OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { usageMarkers, usageReaders, usageTag } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import * as contract from './contract.ts';
import { listAlerts, listFoldedAlerts, readAlert, readAlertStatistics, readAllAlerts } from './service.ts';

export const alertRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/alerts',
    summary: 'Alerts, newest first',
    tag: usageTag,
    policy: usageReaders,
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
    path: '/usage/alerts/by-period',
    summary: 'Alerts folded by feature and period, newest first',
    description:
      'One use may cross several thresholds: the gravest alert of a feature and period that holds stands for the others; where none holds, the gravest does, and says what has resolved it. `level` is that of the one which stands. What was resolved is not unread, whether anybody has read it or not.',
    tag: usageTag,
    policy: usageReaders,
    query: contract.AlertsQuery,
    output: z.array(contract.FoldedAlert),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { alerts, total } = await listFoldedAlerts(ctx, principal, query);
      return { data: alerts, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/usage/alerts/unsent',
    summary: 'Alerts that the user has not seen',
    description: 'An older name of `/usage/alerts?status=unread`.',
    tag: usageTag,
    policy: usageReaders,
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
    tag: usageTag,
    policy: usageReaders,
    query: AccountQuery,
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
    tag: usageTag,
    policy: usageMarkers,
    query: AccountQuery,
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
      tag: usageTag,
      policy: usageMarkers,
      params: IdParams,
      query: AccountQuery,
      output: contract.Alert,
      statuses: [200],
      errors: ['not_found'],
      run: async (ctx: MeteringContext, { principal, params, query }) => ({
        data: await readAlert(ctx, principal, { ...query, ...params }),
      }),
    }),
  ),
];
