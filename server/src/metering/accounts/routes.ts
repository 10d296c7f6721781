import { z } from 'zod';
import type { Policy } from '../../http/access/policy.ts';
import { AccountQuery, OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { usageReaders, usageTag } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { readAccount, upsertAccount } from './accounts.ts';
import { assignPlan, liftOverride, overrideQuota, resetUsage } from './admin-acts.ts';
import * as contract from './contract.ts';
import { selectAccountList } from './list-queries.ts';
import { previewMove, readQuotaOverview } from './overview.ts';

const tag = 'Accounts';
const readers = { people: 'admin', scope: 'accounts:read' } as const satisfies Policy;
const writers = { people: 'admin', scope: 'accounts:write' } as const satisfies Policy;

const keysAreTold = 'A key without `accounts:read` is told only what it wrote, with the `id`.';

export const accountRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/quota-overview',
    summary: 'Plan, period and every quota',
    tag: usageTag,
    policy: usageReaders,
    query: AccountQuery,
    output: contract.QuotaOverview,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await readQuotaOverview(ctx, principal, query.accountId),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/time-zone',
    summary: 'What a move to another time zone would do',
    description:
      'When each period that runs now would end. A move never brings a fresh quota forward: a period ends at the ' +
      'first such time in the new zone that is not before the end it has now.',
    tag: usageTag,
    policy: usageReaders,
    query: contract.TimeZonePreviewQuery,
    output: z.array(contract.MovedPeriod),
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await previewMove(ctx, principal, query),
    }),
  }),
  route({
    method: 'get',
    path: '/admin/accounts',
    summary: 'Accounts by name, e-mail or external id, plan and what they have used',
    tag,
    policy: readers,
    query: contract.AccountsQuery,
    output: z.array(contract.AccountListItem),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: MeteringContext, { query }) => {
      const { accounts, total } = await selectAccountList(ctx.db, query);
      return { data: accounts, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/admin/accounts/:accountId',
    summary: 'An account with its plan, quotas and overrides',
    tag,
    policy: readers,
    params: contract.AccountParams,
    output: contract.AccountDetail,
    statuses: [200],
    errors: ['not_found', 'overloaded'],
    run: async (ctx: MeteringContext, { principal, params }) => ({
      data: await readAccount(ctx, principal, params.accountId),
    }),
  }),
  route({
    method: 'put',
    path: '/admin/accounts/:accountId',
    summary: 'Make or update a host application’s account',
    description:
      '201 when it was made, 200 when it existed. A new one without a plan gets the default plan. ' +
      keysAreTold,
    tag,
    policy: writers,
    params: contract.UpsertAccountParams,
    body: contract.UpsertAccountBody,
    output: z.union([contract.AccountSummary, contract.WrittenAccount]),
    statuses: [200, 201],
    errors: ['conflict'],
    run: async (ctx: MeteringContext, { principal, params, body, requestId }) => {
      const externalId = params.accountId.slice('ext:'.length);
      const { account, created } = await upsertAccount(ctx, principal, { ...body, externalId, requestId });
      return { data: account, status: created ? 201 : 200 };
    },
  }),
  route({
    method: 'post',
    path: '/admin/accounts/:accountId/plan',
    summary: 'Give an account a plan',
    description: keysAreTold,
    tag,
    policy: writers,
    params: contract.AccountParams,
    body: contract.AssignPlanBody,
    output: z.union([contract.AccountDetail, contract.WrittenAccount]),
    statuses: [200],
    errors: ['not_found', 'conflict', 'version_conflict', 'account_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await assignPlan(ctx, principal, { ...params, ...body, idempotencyKey, requestId }),
    }),
  }),
  route({
    method: 'put',
    path: '/admin/accounts/:accountId/overrides/:featureCode',
    summary: 'Override a quota',
    description: keysAreTold,
    tag,
    policy: writers,
    params: contract.OverrideParams,
    body: contract.OverrideBody,
    output: z.union([contract.AccountDetail, contract.WrittenAccount]),
    statuses: [200],
    errors: ['not_found', 'feature_unknown', 'account_closed', 'overloaded'],
    run: async (ctx: MeteringContext, { principal, params, body, requestId }) => ({
      data: await overrideQuota(ctx, principal, { ...params, ...body, requestId }),
    }),
  }),
  route({
    method: 'delete',
    path: '/admin/accounts/:accountId/overrides/:featureCode',
    summary: 'Lift an override',
    description: keysAreTold,
    tag,
    policy: writers,
    params: contract.OverrideParams,
    body: contract.LiftOverrideBody,
    output: z.union([contract.AccountDetail, contract.WrittenAccount]),
    statuses: [200],
    errors: ['not_found', 'feature_unknown', 'account_closed', 'overloaded'],
    run: async (ctx: MeteringContext, { principal, params, body, requestId }) => ({
      data: await liftOverride(ctx, principal, { ...params, reason: body.reason, requestId }),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/accounts/:accountId/usage/reset',
    summary: 'Reset usage of the current periods',
    description: keysAreTold,
    tag,
    policy: writers,
    params: contract.AccountParams,
    body: contract.ResetUsageBody,
    output: contract.ResetUsage,
    statuses: [200],
    errors: ['not_found', 'feature_unknown', 'conflict', 'account_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await resetUsage(ctx, principal, { ...params, ...body, idempotencyKey, requestId }),
    }),
  }),
];
