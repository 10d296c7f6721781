import { z } from 'zod';
import { route, type Route } from '../../http/route.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import * as contract from './contract.ts';
import { selectPrices } from './queries.ts';

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
];
