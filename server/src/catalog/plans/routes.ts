import { z } from 'zod';
import { OffsetPage, ReasonBody } from '../../http/contract.ts';
import { versionTag } from '../../http/entity-tag.ts';
import { route, type Route } from '../../http/route.ts';
import type { CatalogContext } from '../context.ts';
import {
  AdminPlan,
  AdminPlanDetail,
  Deleted,
  HistoryEntry,
  HistoryQuery,
  PlanDraft,
  PlanListQuery,
  PlanParams,
  PlanPreview,
  PlanPreviewRequest,
  PlanStatusUpdate,
  PlanUpdate,
  PlanVersionContent,
  PlanVersionParams,
} from '../contract.ts';
import { PlanOrder } from './contract.ts';
import { orderPlans } from './order.ts';
import { createPlan, previewPlan, updatePlan } from './publishing.ts';
import { getPlan, getPlanVersion, listHistory, listPlans } from './reads.ts';
import { deletePlan, setPlanStatus } from './status.ts';

const tag = 'Catalog';
const policy = { people: 'admin' } as const;

export const planRoutes: Route<CatalogContext>[] = [
  route({
    method: 'get',
    path: '/admin/products/plans',
    summary: 'All plans, drafts and archived ones included',
    tag,
    policy,
    query: PlanListQuery,
    output: z.array(AdminPlan),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CatalogContext, { query }) => {
      const { plans, total } = await listPlans(ctx, query);
      return { data: plans, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/admin/products/plans',
    summary: 'Create a plan',
    description: 'Publishes its first version. It is a draft unless `status` says otherwise.',
    tag,
    policy,
    body: PlanDraft,
    output: AdminPlanDetail,
    statuses: [201],
    errors: ['conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: CatalogContext, { principal, body, idempotencyKey, requestId }) => {
      const plan = await createPlan(ctx, principal, {
        body,
        idempotencyKey,
        requestId,
      });
      return {
        data: plan,
        headers: { ...versionTag(plan), Location: `/api/admin/products/plans/${plan.id}` },
      };
    },
  }),
  // Before `/:id`, which would match it too.
  route({
    method: 'put',
    path: '/admin/products/plans/order',
    summary: 'Put plans in another order',
    description:
      'Takes plans in their new order and answers all plans; those it leaves out follow, in the order they have. ' +
      'Publishes no version. Needs the order that you saw: where the plans stand in another one by now, nothing is ' +
      'changed.',
    tag,
    policy,
    body: PlanOrder,
    output: z.array(AdminPlan),
    statuses: [200],
    errors: ['version_conflict'],
    run: async (ctx: CatalogContext, { principal, body, requestId }) => ({
      data: await orderPlans(ctx, principal, { ...body, requestId }),
    }),
  }),
  route({
    method: 'get',
    path: '/admin/products/plans/:id',
    summary: 'One plan with its versions',
    tag,
    policy,
    params: PlanParams,
    output: AdminPlanDetail,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CatalogContext, { params }) => {
      const plan = await getPlan(ctx, params.id);
      return { data: plan, headers: versionTag(plan) };
    },
  }),
  route({
    method: 'get',
    path: '/admin/products/plans/:id/versions/:version',
    summary: 'What one version of a plan holds',
    tag,
    policy,
    params: PlanVersionParams,
    output: PlanVersionContent,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CatalogContext, { params }) => ({
      data: await getPlanVersion(ctx, params.id, params.version),
    }),
  }),
  route({
    method: 'put',
    path: '/admin/products/plans/:id',
    summary: 'Publish a new version of a plan',
    description:
      'Takes the whole content; optional fields that are left out keep their value. Needs `If-Match: <version>` with ' +
      'the version you edited. Unchanged content publishes a version only where `rollout` would take it to accounts that ' +
      'have another one; else the answer is the plan as it is.',
    tag,
    policy,
    params: PlanParams,
    body: PlanUpdate,
    output: AdminPlanDetail,
    statuses: [200],
    errors: ['not_found', 'conflict', 'plan_in_use', 'version_conflict'],
    versioned: true,
    run: async (ctx: CatalogContext, { principal, params, body, header, requestId }) => {
      const input = { id: params.id, ifMatch: header('if-match'), body, requestId };
      const plan = await updatePlan(ctx, principal, input);
      return { data: plan, headers: versionTag(plan) };
    },
  }),
  route({
    method: 'post',
    path: '/admin/products/plans/:id/preview',
    summary: 'Who would be affected by this content',
    description: 'Takes what a PUT takes and changes nothing.',
    tag,
    policy,
    params: PlanParams,
    body: PlanPreviewRequest,
    output: PlanPreview,
    statuses: [200],
    errors: ['not_found'],
    idempotent: false,
    run: async (ctx: CatalogContext, { params, body }) => ({
      data: await previewPlan(ctx, { id: params.id, body }),
    }),
  }),
  route({
    method: 'patch',
    path: '/admin/products/plans/:id/status',
    summary: 'Show, hide or retire a plan',
    description: 'Subscribers of an archived plan keep it.',
    tag,
    policy,
    params: PlanParams,
    body: PlanStatusUpdate,
    output: AdminPlanDetail,
    statuses: [200],
    errors: ['not_found', 'conflict', 'plan_in_use', 'version_conflict'],
    run: async (ctx: CatalogContext, { principal, params, body, requestId }) => {
      const plan = await setPlanStatus(ctx, principal, { id: params.id, ...body, requestId });
      return { data: plan, headers: versionTag(plan) };
    },
  }),
  route({
    method: 'delete',
    path: '/admin/products/plans/:id',
    summary: 'Delete a plan that nobody has',
    tag,
    policy,
    params: PlanParams,
    body: ReasonBody,
    output: Deleted,
    statuses: [200],
    errors: ['not_found', 'conflict', 'plan_in_use'],
    run: async (ctx: CatalogContext, { principal, params, body, requestId }) => {
      await deletePlan(ctx, principal, { id: params.id, ...body, requestId });
      return { data: { deleted: true as const } };
    },
  }),
  route({
    method: 'get',
    path: '/admin/products/history',
    summary: 'Changes of plans, field by field',
    description: 'Newest first. Nothing in it can be changed or deleted.',
    tag,
    policy,
    query: HistoryQuery,
    output: z.array(HistoryEntry),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CatalogContext, { query }) => {
      const { entries, total } = await listHistory(ctx, query);
      return { data: entries, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
];
