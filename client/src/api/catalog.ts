import {
  AdminPlan,
  AdminPlanDetail,
  Deleted,
  Feature,
  HistoryEntry,
  PlanPreview,
  PlanVersionContent,
  type FeatureDraft,
  type FeatureStatusUpdate,
  type FeatureUpdate,
  type HistoryAction,
  type PlanDraft,
  type PlanPreviewRequest,
  type PlanStatusUpdate,
  type PlanUpdate,
} from '@meterstone/server/contract/catalog';
import type { PlanOrder } from '@meterstone/server/contract/catalog/plans';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { callAll } from './http/call-all.ts';
import { call, callPage, path } from './http/client.ts';
import { thenRefetch } from './then-refetch.ts';

/** The admin's side of the catalog; what visitors see of it is in plans/public-plans.ts. */

/** All plans in order, drafts and archived ones too: few enough to be searched here. */
export const planListQuery = queryOptions({
  queryKey: ['admin', 'plans', 'list'],
  queryFn: ({ signal }) => callAll('/admin/products/plans', AdminPlan, signal),
});

export function planQuery(id: string) {
  return queryOptions({
    queryKey: ['admin', 'plans', 'one', id],
    queryFn: ({ signal }) =>
      call({ path: path`/admin/products/plans/${id}`, output: AdminPlanDetail, signal }),
  });
}

/** What one version holds; only names and units in it can change. */
export function planVersionQuery(id: string, version: string) {
  return queryOptions({
    queryKey: ['admin', 'plans', 'one', id, 'versions', version],
    queryFn: ({ signal }) =>
      call({
        path: path`/admin/products/plans/${id}/versions/${version}`,
        output: PlanVersionContent,
        signal,
      }),
  });
}

/** Who would be affected by this content. */
export function planPreviewQuery(id: string, body: PlanPreviewRequest) {
  return queryOptions({
    queryKey: ['admin', 'plans', 'one', id, 'preview', body],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: path`/admin/products/plans/${id}/preview`,
        body,
        output: PlanPreview,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** With the same key again, the plan that was created before. Errors: `conflict` where the code is taken. */
export function createPlan(body: PlanDraft, idempotencyKey: string): Promise<AdminPlanDetail> {
  const headers = { 'idempotency-key': idempotencyKey };
  return call({ method: 'POST', path: '/admin/products/plans', body, headers, output: AdminPlanDetail });
}

/** Publishes the next version after `version`. Errors: `version_conflict` where somebody else did first. */
export function publishPlan(id: string, version: number, body: PlanUpdate): Promise<AdminPlanDetail> {
  return call({
    method: 'PUT',
    path: path`/admin/products/plans/${id}`,
    headers: { 'if-match': `"${version}"` },
    body,
    output: AdminPlanDetail,
  });
}

/** Errors: `version_conflict` where it has not the status that was seen, `conflict` for the default plan. */
export function setPlanStatus(id: string, body: PlanStatusUpdate): Promise<AdminPlanDetail> {
  const output = AdminPlanDetail;
  return thenRefetch(call({ method: 'PATCH', path: path`/admin/products/plans/${id}/status`, body, output }));
}

/** Errors: `plan_in_use`, `conflict` for the default plan. */
export async function deletePlan(id: string, reason: string | undefined): Promise<void> {
  await thenRefetch(
    call({ method: 'DELETE', path: path`/admin/products/plans/${id}`, body: { reason }, output: Deleted }),
  );
}

/** Returns all plans in their new order. Errors: `version_conflict` where they stand otherwise than was seen. */
export function orderPlans(body: PlanOrder): Promise<AdminPlan[]> {
  return call({
    method: 'PUT',
    path: '/admin/products/plans/order',
    body,
    output: z.array(AdminPlan),
  });
}

export interface HistoryFilter {
  planId?: string;
  action?: HistoryAction;
  /** Instants; `to` is not included. */
  from?: string;
  to?: string;
  limit: number;
  offset: number;
}

export function historyQuery(filter: HistoryFilter) {
  return queryOptions({
    queryKey: ['admin', 'history', filter.planId ?? null, filter],
    queryFn: ({ signal }) =>
      callPage({ path: '/admin/products/history', query: { ...filter }, output: HistoryEntry, signal }),
    placeholderData: keepPreviousData,
  });
}

/** All features by code, archived ones too. */
export const featureListQuery = queryOptions({
  queryKey: ['admin', 'features', 'list'],
  queryFn: ({ signal }) => callAll('/admin/products/features', Feature, signal),
});

/** Errors: `conflict` where the code is taken. */
export function createFeature(body: FeatureDraft, idempotencyKey: string): Promise<Feature> {
  const headers = { 'idempotency-key': idempotencyKey };
  return call({ method: 'POST', path: '/admin/products/features', body, headers, output: Feature });
}

/** Errors: `feature_in_use` where the kind would change although a plan or an account has it. */
export function updateFeature(code: string, body: FeatureUpdate): Promise<Feature> {
  return call({ method: 'PUT', path: path`/admin/products/features/${code}`, body, output: Feature });
}

export function setFeatureStatus(code: string, body: FeatureStatusUpdate): Promise<Feature> {
  const output = Feature;
  return thenRefetch(
    call({ method: 'PATCH', path: path`/admin/products/features/${code}/status`, body, output }),
  );
}

/** Errors: `feature_in_use`. */
export async function deleteFeature(code: string, reason: string | undefined): Promise<void> {
  await thenRefetch(
    call({
      method: 'DELETE',
      path: path`/admin/products/features/${code}`,
      body: { reason },
      output: Deleted,
    }),
  );
}
