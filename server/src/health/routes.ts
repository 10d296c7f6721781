import { route, type Route } from '../http/route.ts';
import { HealthFinding, HealthReport, HealthRun, RepairBody } from './contract.ts';
import { readHealthReport, repairHealthFinding, startHealthRun, type HealthContext } from './service.ts';

export const healthRoutes: Route<HealthContext>[] = [
  route({
    method: 'get',
    path: '/admin/health/report',
    summary: 'What is known to be wrong with the books, and when they were looked at',
    tag: 'Health',
    policy: { people: 'admin' },
    output: HealthReport,
    statuses: [200],
    run: async (ctx: HealthContext) => ({ data: await readHealthReport(ctx) }),
  }),
  route({
    method: 'post',
    path: '/admin/health/run',
    summary: 'Look at all accounts now',
    description:
      'Answers at once; where all are being looked at already, with that run. The report tells how it goes.',
    tag: 'Health',
    policy: { people: 'admin' },
    output: HealthRun,
    statuses: [202],
    idempotent: true,
    run: async (ctx: HealthContext, { principal, idempotencyKey }) => ({
      data: await startHealthRun(ctx, principal, idempotencyKey),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/health/repairs',
    summary: 'Repair what a finding tells, where that is safe',
    description:
      'The account is looked at before and after; unless the finding is gone then and no other came up, nothing is ' +
      'changed. What was repaired stays so when it is asked for again.',
    tag: 'Health',
    policy: { people: 'admin' },
    body: RepairBody,
    output: HealthFinding,
    statuses: [200],
    errors: ['not_found', 'conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: HealthContext, { principal, body, idempotencyKey, requestId }) => ({
      data: await repairHealthFinding(ctx, principal, body.findingId, { idempotencyKey, requestId }),
    }),
  }),
];
