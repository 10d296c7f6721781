import { z } from 'zod';
import { OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import { resolveAccount } from '../../identity/service.ts';
import { creditReaders, creditsTag } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import { CreditNotice, NoticeQuery } from './contract.ts';
import { listNoticeRows } from './queries.ts';

export const noticeRoutes: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/credits/notices',
    summary: 'That credits or packages end in 7, 3 or 1 days',
    description: 'Newest first, each told once. Also the socket event `credits:notice`.',
    tag: creditsTag,
    policy: creditReaders,
    query: NoticeQuery,
    output: z.array(CreditNotice),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { principal, query: { accountId: ref, ...page } }) => {
      const accountId = await resolveAccount(ctx, principal, ref);
      const { notices, total } = await listNoticeRows(ctx.db, { accountId, ...page });
      return { data: notices, page: { ...page, total } };
    },
  }),
];
