import type { Policy } from '../../http/access/policy.ts';
import { route, type Route } from '../../http/route.ts';
import { usageReaders, usageTag } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { changePlans } from './change-plans.ts';
import * as contract from './contract.ts';
import { previewOwnPlan, previewPlans } from './preview.ts';

const tag = 'Accounts';

/** So many accounts by the longest of external ids. */
const bodyLimit = 300_000;

export const planChangeRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/plan-change',
    summary: 'What another plan would change for an account',
    description: 'Changes nothing. Of plans on offer, as they would be bought now.',
    tag: usageTag,
    policy: usageReaders,
    query: contract.OwnPlanQuery,
    output: contract.PlanChangePreview,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => ({
      data: await previewOwnPlan(ctx, principal, query),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/accounts/plan/preview',
    summary: 'What a plan would change for many accounts',
    description: 'Changes nothing. `accounts` are those to be named when the plan is given to them.',
    tag,
    policy: { people: 'admin', scope: 'accounts:read' } as const satisfies Policy,
    body: contract.PreviewPlansBody,
    bodyLimit,
    output: contract.PreviewedPlans,
    statuses: [200],
    errors: ['conflict'],
    idempotent: false,
    run: async (ctx: MeteringContext, { principal, body }) => ({
      data: await previewPlans(ctx, principal, body),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/accounts/plan',
    summary: 'Give many accounts a plan',
    description:
      'Each by itself: one that can’t be changed now is `failed` in its place of `results`, and may be sent again ' +
      'under another key; the others are changed. A request that was cut off and comes again with its ' +
      '`Idempotency-Key` changes those that are left and answers for all.',
    tag,
    policy: { people: 'admin', scope: 'accounts:write' } as const satisfies Policy,
    body: contract.ChangePlansBody,
    bodyLimit,
    output: contract.ChangedPlans,
    statuses: [200],
    errors: ['conflict', 'version_conflict'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey, requestId }) => ({
      data: await changePlans(ctx, principal, { ...body, idempotencyKey, requestId }),
    }),
  }),
];
