import { z } from 'zod';
import { OffsetPage, ReasonBody } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import type { CatalogContext } from '../context.ts';
import {
  Deleted,
  Feature,
  FeatureDraft,
  FeatureListQuery,
  FeatureParams,
  FeatureStatusUpdate,
  FeatureUpdate,
} from '../contract.ts';
import { createFeature, deleteFeature, listFeatures, setFeatureStatus, updateFeature } from './service.ts';

const tag = 'Catalog';
const policy = { people: 'admin' } as const;

export const featureRoutes: Route<CatalogContext>[] = [
  route({
    method: 'get',
    path: '/admin/products/features',
    summary: 'All features, and the plans that have them',
    tag,
    policy,
    query: FeatureListQuery,
    output: z.array(Feature),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CatalogContext, { query }) => {
      const { features, total } = await listFeatures(ctx, query);
      return { data: features, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/admin/products/features',
    summary: 'Create a feature',
    tag,
    policy,
    body: FeatureDraft,
    output: Feature,
    statuses: [201],
    errors: ['conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: CatalogContext, { principal, body, idempotencyKey, requestId }) => ({
      data: await createFeature(ctx, principal, {
        body,
        idempotencyKey,
        requestId,
      }),
    }),
  }),
  route({
    method: 'put',
    path: '/admin/products/features/:code',
    summary: 'Change a feature',
    description: 'Its code stays; its kind can change only while no plan and no account has it.',
    tag,
    policy,
    params: FeatureParams,
    body: FeatureUpdate,
    output: Feature,
    statuses: [200],
    errors: ['not_found', 'feature_in_use'],
    run: async (ctx: CatalogContext, { principal, params, body, requestId }) => ({
      data: await updateFeature(ctx, principal, { code: params.code, body, requestId }),
    }),
  }),
  route({
    method: 'patch',
    path: '/admin/products/features/:code/status',
    summary: 'Archive a feature, or take that back',
    description: 'Plans and accounts that have an archived feature keep it; no other plan can get it.',
    tag,
    policy,
    params: FeatureParams,
    body: FeatureStatusUpdate,
    output: Feature,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CatalogContext, { principal, params, body, requestId }) => ({
      data: await setFeatureStatus(ctx, principal, { ...params, ...body, requestId }),
    }),
  }),
  route({
    method: 'delete',
    path: '/admin/products/features/:code',
    summary: 'Delete a feature that no plan and no account has',
    tag,
    policy,
    params: FeatureParams,
    body: ReasonBody,
    output: Deleted,
    statuses: [200],
    errors: ['not_found', 'feature_in_use'],
    run: async (ctx: CatalogContext, { principal, params, body, requestId }) => {
      await deleteFeature(ctx, principal, { ...params, ...body, requestId });
      return { data: { deleted: true as const } };
    },
  }),
];
