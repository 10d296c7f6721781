import { FileStream, route, type Route } from '../../http/route.ts';
import type { IdentityContext } from '../../identity/service.ts';
import { OrdersExportQuery } from './contract.ts';
import { exportMediaTypes, exportOrders } from './service.ts';

export const exportRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/admin/orders/export',
    summary: 'Orders as a file, newest first',
    description:
      "CSV or XLSX for spreadsheets: what they would run as a formula has a `'` before it. Sums are in whole units " +
      'with all places of their currency, times are of UTC. A connection that breaks means that the file is not whole.',
    tag: 'Orders',
    policy: { people: 'admin' },
    query: OrdersExportQuery,
    output: FileStream,
    mediaType: exportMediaTypes,
    statuses: [200],
    run: async (ctx: IdentityContext, { principal, query }) => {
      const { file, fileName, mediaType } = await exportOrders(ctx, principal, query);
      const headers = { 'Content-Disposition': `attachment; filename="${fileName}"` };
      return { data: file, mediaType, headers };
    },
  }),
];
