import { z } from 'zod';
import { CursorPage, IdParams } from '../../http/contract.ts';
import { route, type Route, FileStream } from '../../http/route.ts';
import { usageReaders, usageTag, usageWriters } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { readBreakdown } from './breakdown.ts';
import * as contract from './contract.ts';
import { exportUsageRecords } from './export.ts';
import { listUsageRecords, voidRecord } from './service.ts';
import { readStatistics } from './statistics.ts';

export const recordRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/records',
    summary: 'Records, newest first',
    tag: usageTag,
    policy: usageReaders,
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
    tag: usageTag,
    policy: usageReaders,
    query: contract.RecordsExportQuery,
    output: FileStream,
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
    tag: usageTag,
    policy: usageWriters,
    params: IdParams,
    body: contract.VoidBody,
    output: contract.UsageRecord,
    statuses: [201],
    errors: ['not_found', 'already_voided', 'conflict', 'account_closed', 'overloaded'],
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
    tag: usageTag,
    policy: usageReaders,
    query: contract.StatisticsQuery,
    output: contract.Statistics,
    statuses: [200],
    errors: ['not_found', 'feature_unknown'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readStatistics(ctx, principal, query),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/breakdown',
    summary: 'Use by a key of metadata',
    description:
      'Such as by model or project: sums by value, without what was voided, besides the keys that occur. ' +
      'The last 30 days unless told otherwise, at most 800, and of those the newest 50,000 records.',
    tag: usageTag,
    policy: usageReaders,
    query: contract.BreakdownQuery,
    output: contract.Breakdown,
    statuses: [200],
    errors: ['not_found', 'feature_unknown'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readBreakdown(ctx, principal, query),
    }),
  }),
];
