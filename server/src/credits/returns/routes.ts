import { IdParams } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { returnCredits } from './service.ts';

export const returnRoutes: Route<CreditsContext>[] = [
  route({
    method: 'post',
    path: '/credits/transactions/:id/return',
    summary: 'Give back what a use took',
    description:
      'To the lots that paid it, never more than it took. What came from a lot that has ended since comes as one that ' +
      'lives for 7 days. 201 when returned, 200 when replayed.',
    tag: creditsTag,
    policy: creditWriters,
    params: IdParams,
    body: contract.ReturnBody,
    output: contract.CreditReturn,
    statuses: [201, 200],
    errors: ['not_found', 'return_exceeds', 'conflict', 'account_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, params, body, idempotencyKey, requestId }) => {
      const data = await returnCredits(ctx, principal, { ...body, ...params, idempotencyKey, requestId });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
];
