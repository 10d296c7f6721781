import { z } from 'zod';
import { AccountQuery } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { usageMarkers, usageReaders, usageTag } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import * as contract from './contract.ts';
import { consentToOverage, listElasticQuotas } from './service.ts';

export const elasticRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/elastic',
    summary: 'Quotas beyond which credits may pay',
    tag: usageTag,
    policy: usageReaders,
    query: AccountQuery,
    output: z.array(contract.ElasticQuota),
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await listElasticQuotas(ctx, principal, query.accountId),
    }),
  }),
  route({
    method: 'put',
    path: '/usage/elastic/:featureCode',
    summary: 'Let credits pay beyond a quota, or not',
    description:
      'The word of the account’s owner, from the next use on. Without it a use beyond the quota is refused, and past ' +
      'the limit of a period, too. What is held already is honoured.',
    tag: usageTag,
    policy: usageMarkers,
    params: contract.ElasticParams,
    body: contract.ElasticConsentBody,
    output: contract.ElasticQuota,
    statuses: [200],
    errors: ['feature_unknown', 'feature_not_in_plan', 'conflict', 'not_found'],
    run: async (ctx: MeteringContext, { principal, params, body }) => ({
      data: await consentToOverage(ctx, principal, { ...body, ...params }),
    }),
  }),
];
