import { z } from 'zod';
import { route, type Route } from '../../http/route.ts';
import { NoBody } from '../../identity/contract.ts';
import { Job, JobParams, JobRequested } from './contract.ts';
import { listJobs, requestJob, type JobsContext } from './service.ts';

const tag = 'Operations';

export const jobRoutes: Route<JobsContext>[] = [
  route({
    method: 'get',
    path: '/admin/jobs',
    summary: 'What runs by the clock: each job, how its last run went, when it runs next',
    tag,
    policy: { people: 'admin' },
    output: z.array(Job),
    statuses: [200],
    run: async (ctx: JobsContext) => ({ data: await listJobs(ctx) }),
  }),
  route({
    method: 'post',
    path: '/admin/jobs/:name/run',
    summary: 'Run a job now',
    description:
      'Answers at once; one node runs the job as soon as it is free, once more where it is just running. ' +
      'Asked for twice before it begins, it runs once.',
    tag,
    policy: { people: 'admin' },
    params: JobParams,
    body: NoBody,
    output: JobRequested,
    statuses: [202],
    errors: ['not_found', 'idempotency_mismatch', 'unavailable'],
    idempotent: true,
    run: async (ctx, { principal, params, idempotencyKey, requestId }) => ({
      data: await requestJob(ctx, principal, params.name, { idempotencyKey, requestId }),
    }),
  }),
];
