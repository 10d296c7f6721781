import { z } from 'zod';
import { CursorPage } from '../../http/contract.ts';
import { FileStream, route, type Route } from '../../http/route.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { exportTransactions } from './export.ts';
import { listTransactions } from './service.ts';

export const transactionRoutes: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/credits/transactions',
    summary: 'All movements of credits, newest first',
    description: 'Never changed and never deleted; each says what the account owned after it.',
    tag: creditsTag,
    policy: creditReaders,
    query: contract.TransactionsQuery,
    output: z.array(contract.Transaction),
    page: CursorPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { principal, query }) => {
      const { transactions, nextCursor } = await listTransactions(ctx, principal, query);
      return { data: transactions, page: { limit: query.limit, nextCursor } };
    },
  }),
  route({
    method: 'get',
    path: '/credits/transactions/export',
    summary: 'All movements of credits as a file, newest first',
    description:
      "CSV for spreadsheets: what they would run as a formula has a `'` before it. " +
      'A connection that breaks means that the file is not whole.',
    tag: creditsTag,
    policy: creditReaders,
    query: contract.TransactionsExportQuery,
    output: FileStream,
    mediaType: 'text/csv',
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { principal, query }) => {
      const { text, fileName } = await exportTransactions(ctx, principal, query);
      return { data: text, headers: { 'Content-Disposition': `attachment; filename="${fileName}"` } };
    },
  }),
];
