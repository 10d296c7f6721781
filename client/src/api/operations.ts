import { Job, JobRequested } from '@meterstone/server/contract/operations/jobs';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, path } from './http/client.ts';
import { queryClient } from './query-client.ts';

const refetchMs = 2_000;

/** Every job. Asked for again every 2 s while somebody looks: jobs begin and end by the clock, without an event. */
export const jobsQuery = queryOptions({
  queryKey: ['admin', 'jobs'],
  queryFn: ({ signal }) => call({ path: '/admin/jobs', output: z.array(Job), signal }),
  refetchInterval: refetchMs,
});

/** Has the job run soon. The run that was asked for is the first one that begins at `requestedAt` or later. */
export async function runJob(name: string): Promise<JobRequested> {
  const requested = await call({ method: 'POST', path: path`/admin/jobs/${name}/run`, output: JobRequested });
  void queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey });
  return requested;
}
