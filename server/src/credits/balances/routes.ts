import { AccountQuery } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { readBalance } from './service.ts';

export const balanceRoutes: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/credits/balance',
    isCheap: true,
    summary: 'What can be spent now, and what it comes from',
    description: 'What has ended by now is not counted, whatever has touched the account since.',
    tag: creditsTag,
    policy: creditReaders,
    query: AccountQuery,
    output: contract.Balance,
    statuses: [200],
    errors: ['not_found', 'overloaded'],
    run: async (ctx: CreditsContext, { principal, query }) => ({
      data: await readBalance(ctx, principal, query.accountId),
    }),
  }),
];
