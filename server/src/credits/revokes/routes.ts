import { route, type Route } from '../../http/route.ts';
import { creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import { creditsProblem } from '../uses/refusals.ts';
import * as contract from './contract.ts';
import { revokeCredits } from './service.ts';

export const revokeRoutes: Route<CreditsContext>[] = [
  route({
    method: 'post',
    path: '/admin/credits/revoke',
    summary: 'Take credits back',
    description:
      'An amount is taken from the lots that burn next, and refused where less can be spent. A lot is taken back ' +
      'whole, but for what has expired of it: what was spent of it becomes a debt, which the next grant pays first. ' +
      '201 when taken back, 200 when replayed.',
    tag: creditsTag,
    policy: creditWriters,
    body: contract.RevokeBody,
    documentedBody: contract.DocumentedRevokeBody,
    output: contract.CreditRevocation,
    statuses: [201, 200],
    errors: ['not_found', 'insufficient_credits', 'idempotency_mismatch', 'overloaded'],
    problemMembers: creditsProblem,
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, body, idempotencyKey, requestId }) => {
      const data = await revokeCredits(ctx, principal, { ...body, idempotencyKey, requestId });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
];
