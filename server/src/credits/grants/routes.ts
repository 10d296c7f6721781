import { route, type Route } from '../../http/route.ts';
import { creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { importGrants, previewGrants } from './import.ts';
import { grantCredits } from './service.ts';

export const grantRoutes: Route<CreditsContext>[] = [
  route({
    method: 'post',
    path: '/admin/credits/grant',
    summary: 'Give credits',
    description:
      'As a lot of its own, which pays what the account owes first. 201 when given, 200 when replayed.',
    tag: creditsTag,
    policy: creditWriters,
    body: contract.GrantBody,
    output: contract.CreditGrant,
    statuses: [201, 200],
    errors: ['not_found', 'account_closed', 'idempotency_mismatch', 'overloaded'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, body, idempotencyKey, requestId }) => {
      const data = await grantCredits(ctx, principal, { ...body, idempotencyKey, requestId });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/admin/credits/grants/import',
    summary: 'Give credits by a CSV file',
    description:
      'Each row counts for itself, and is answered for itself. Send a key: sent again with it, the file goes on where ' +
      'it stopped, and no row counts twice. At most 5,000 rows.',
    tag: creditsTag,
    policy: creditWriters,
    query: contract.ImportQuery,
    bodyType: 'text/csv',
    body: contract.ImportBody,
    bodyLimit: 1_000_000,
    output: contract.ImportResults,
    statuses: [200],
    errors: ['idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, query, body: text, idempotencyKey, requestId }) => ({
      data: {
        results: query.preview
          ? await previewGrants(ctx, principal, text)
          : await importGrants(ctx, principal, { text, idempotencyKey, requestId }),
      },
    }),
  }),
];
