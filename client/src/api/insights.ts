import { AdminOverview } from '@meterstone/server/contract/insights';
import { queryOptions } from '@tanstack/react-query';
import { call } from './http/client.ts';

const refetchMs = 3_000;

/** All accounts together. Asked for again every 3 s while somebody looks: traffic has no event of its own. */
export const adminOverviewQuery = queryOptions({
  queryKey: ['admin', 'insights', 'overview'],
  queryFn: ({ signal }) => call({ path: '/admin/insights/overview', output: AdminOverview, signal }),
  refetchInterval: refetchMs,
});
