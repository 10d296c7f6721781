import { oneKey } from '../../http/idempotency.ts';
import { route, type Route } from '../../http/route.ts';
import { creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { creditsProblem, spendingErrors } from './refusals.ts';
import { spendCredits } from './service.ts';

export const useRoutes: Route<CreditsContext>[] = [
  route({
    method: 'post',
    path: '/credits/use',
    isHot: true,
    summary: 'Spend credits',
    description:
      'By an action, at the price of the moment, or by an amount. Durable before the answer: 201 when spent, 200 when ' +
      'replayed, which tells what was spent at first.',
    tag: creditsTag,
    policy: creditWriters,
    body: contract.UseBody,
    documentedBody: contract.DocumentedUseBody,
    output: contract.CreditUse,
    statuses: [201, 200],
    errors: spendingErrors,
    problemMembers: creditsProblem,
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await spendCredits(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
];
