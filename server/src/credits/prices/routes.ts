import { z } from 'zod';
import { OffsetPage } from '../../http/contract.ts';
import { versionTag } from '../../http/entity-tag.ts';
import { route, type Route } from '../../http/route.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { selectPriceHistory, selectPriceList, selectPrices } from './queries.ts';
import { replacePrices } from './service.ts';

const admins = { people: 'admin' } as const;

export const priceRoutes: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/credits/prices',
    summary: 'What actions cost',
    tag: creditsTag,
    policy: creditReaders,
    output: z.array(contract.Price),
    statuses: [200],
    run: async (ctx: CreditsContext) => ({ data: await selectPrices(ctx.db) }),
  }),
  route({
    method: 'get',
    path: '/admin/credits/prices',
    summary: 'The price list of actions',
    tag: creditsTag,
    policy: admins,
    output: contract.PriceList,
    statuses: [200],
    run: async (ctx: CreditsContext) => {
      const data = await selectPriceList(ctx.db);
      return { data, headers: versionTag(data) };
    },
  }),
  route({
    method: 'put',
    path: '/admin/credits/prices',
    summary: 'Replace the price list',
    description:
      'Takes the whole list and answers it. Needs `If-Match: <version>` with the version you edited. Uses from now on ' +
      'are priced by it; repeated ones keep their price.',
    tag: creditsTag,
    policy: admins,
    body: contract.PricesBody,
    output: contract.PriceList,
    statuses: [200],
    errors: ['version_conflict'],
    versioned: true,
    run: async (ctx: CreditsContext, { principal, body, header, requestId }) => {
      const data = await replacePrices(ctx, principal, { ...body, ifMatch: header('if-match'), requestId });
      return { data, headers: versionTag(data) };
    },
  }),
  route({
    method: 'get',
    path: '/admin/credits/prices/history',
    summary: 'Who changed which price, when and why',
    tag: creditsTag,
    policy: admins,
    query: contract.PriceHistoryQuery,
    output: z.array(contract.PriceHistoryEntry),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CreditsContext, { query }) => {
      const { entries, total } = await selectPriceHistory(ctx.db, query);
      return { data: entries, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
];
