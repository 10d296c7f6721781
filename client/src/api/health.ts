import { HealthFinding, HealthReport, HealthRun } from '@meterstone/server/contract/health';
import { queryOptions } from '@tanstack/react-query';
import { newIdempotencyKey } from '../lib/new-idempotency-key.ts';
import { call } from './http/client.ts';
import { queryClient } from './query-client.ts';

const underWayMs = 1_000;

/** What is known to be wrong. Asked for again every second while all accounts are being looked at. */
export const healthReportQuery = queryOptions({
  queryKey: ['admin', 'health'],
  queryFn: ({ signal }) => call({ path: '/admin/health/report', output: HealthReport, signal }),
  refetchInterval: ({ state }) => (state.data?.underWay ? underWayMs : false),
});

/** Begins to look at all accounts, unless that is under way. */
export async function startHealthRun(): Promise<void> {
  await call({
    method: 'POST',
    path: '/admin/health/run',
    headers: { 'idempotency-key': newIdempotencyKey() },
    output: HealthRun,
  });
  await queryClient.invalidateQueries(healthReportQuery);
}

/** Errors: `not_found` where it is gone by itself, `conflict` where no repair helps. */
export async function repairFinding(findingId: string): Promise<void> {
  try {
    await call({ method: 'POST', path: '/admin/health/repairs', body: { findingId }, output: HealthFinding });
  } finally {
    // Also where it was refused: then there is something new to see.
    void queryClient.invalidateQueries(healthReportQuery);
  }
}
