import { z } from 'zod';
import { AccountQuery } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { usageReaders, usageTag } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { checkQuota, checkQuotas } from './checks.ts';
import * as contract from './contract.ts';
import { explainQuota } from './explanation.ts';

export const stateRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/check-quota/:featureCode',
    isHot: true,
    isCheap: true,
    summary: 'Would a use be accepted?',
    description: 'Advisory: another request may use the rest first. Only recording decides.',
    tag: usageTag,
    policy: usageReaders,
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
    path: '/usage/check-quota',
    summary: 'Check up to 100 uses',
    description: 'Each has its own answer, in their order; `feature_unknown` where there is no such feature.',
    tag: usageTag,
    policy: usageReaders,
    body: contract.CheckManyBody,
    output: z.array(contract.Check),
    statuses: [200],
    errors: ['not_found'],
    idempotent: false,
    run: async (ctx: MeteringContext, { principal, body }) => ({
      data: await checkQuotas(ctx, principal, body),
    }),
  }),
  route({
    method: 'get',
    path: '/usage/explain/:featureCode',
    summary: 'Where the numbers of a quota come from',
    description: 'All of one instant, so that they add up.',
    tag: usageTag,
    policy: usageReaders,
    params: contract.ExplainParams,
    query: AccountQuery,
    output: contract.QuotaExplanation,
    statuses: [200],
    errors: ['feature_unknown', 'feature_not_in_plan', 'not_found'],
    run: async (ctx: MeteringContext, { principal, params, query }) => ({
      data: await explainQuota(ctx, principal, { ...query, ...params }),
    }),
  }),
];
