import { z } from 'zod';
import { AccountQuery, OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { AccountsQuery } from '../../identity/contract.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { listCreditAccounts, readBalance } from './service.ts';

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
  route({
    method: 'get',
    path: '/admin/credits/accounts',
    summary: 'Accounts with their credits',
    description:
      'By part of name or e-mail, or by the beginning of the external id. An API key needs `accounts:read`, too.',
    tag: creditsTag,
    policy: { people: 'admin', scope: 'credits:read' },
    query: AccountsQuery,
    output: z.array(contract.CreditAccount),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CreditsContext, { principal, query }) => {
      const { accounts, total } = await listCreditAccounts(ctx, principal, query);
      return { data: accounts, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
];
