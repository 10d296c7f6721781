import { z } from 'zod';
import {
  AdminPlanDetail,
  Feature,
  type FeatureDraft,
  type PlanDraft,
  type PlanUpdate,
} from '../../../src/catalog/contract.ts';
import type { Reachable } from '../identity/people.ts';

/** What a plan offers in a test: by the month where it does not say when a quota resets. */
type Offers = z.input<typeof PlanDraft>['features'];

function withResetPeriods<T extends { features?: Offers }>(options: T): T {
  if (!options.features) return options;
  const features = options.features.map((offer) =>
    typeof offer.quota === 'number' ? { resetPeriod: 'monthly' as const, ...offer } : offer,
  );
  return { ...options, features };
}

type FeatureOptions = { code: string } & Partial<z.input<typeof FeatureDraft>>;
type PlanOptions = { code: string } & Partial<z.input<typeof PlanDraft>>;
type UpdateOptions = Partial<z.input<typeof PlanUpdate>>;

/** Creates a feature as an admin would: metered, counted in `call`, unless told otherwise. Throws unless 201. */
export async function createFeature(
  server: Reachable,
  token: string,
  options: FeatureOptions,
): Promise<Feature> {
  const body = { name: options.code, unit: 'call', kind: 'metered', ...options };
  return send(server, token, Feature, { method: 'POST', path: '/admin/products/features', body });
}

/** Creates an active plan without prices and features unless told otherwise. Throws unless 201. */
export async function createPlan(
  server: Reachable,
  token: string,
  options: PlanOptions,
): Promise<AdminPlanDetail> {
  const text = { en: options.code, 'zh-CN': options.code };
  const body = {
    name: text,
    description: text,
    prices: [],
    features: [],
    status: 'active',
    ...withResetPeriods(options),
  };
  return send(server, token, AdminPlanDetail, { method: 'POST', path: '/admin/products/plans', body });
}

/**
 * Publishes a new version of a plan: its present content with the given fields in place of its own, to everybody at
 * once unless `rollout` says otherwise. Throws unless 200.
 */
export async function updatePlan(
  server: Reachable,
  token: string,
  planId: string,
  options: UpdateOptions,
): Promise<AdminPlanDetail> {
  const path = `/admin/products/plans/${planId}`;
  const plan = await send(server, token, AdminPlanDetail, { method: 'GET', path });
  const body = { ...contentOf(plan), rollout: 'now', ...withResetPeriods(options) };
  const headers = { 'If-Match': `"${plan.version}"` };
  return send(server, token, AdminPlanDetail, { method: 'PUT', path, body, headers });
}

/** What a plan holds now, in the shape that a PUT takes. */
export function contentOf(plan: AdminPlanDetail): Omit<z.input<typeof PlanUpdate>, 'rollout'> {
  return {
    name: plan.name,
    description: plan.description,
    prices: plan.prices.map(({ interval, amountMinor, currency }) => ({ interval, amountMinor, currency })),
    credits: plan.credits,
    features: plan.features.map(({ code, kind, enabled, ...metered }) =>
      kind === 'boolean'
        ? { code, enabled }
        : {
            code,
            quota: metered.quota,
            resetPeriod: metered.resetPeriod,
            thresholds: metered.thresholds,
            overage: metered.overage,
            overageRate: metered.overageRate,
          },
    ),
  };
}

interface Call {
  method: string;
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

async function send<Schema extends z.ZodType>(
  server: Reachable,
  token: string,
  schema: Schema,
  { method, path, body, headers }: Call,
): Promise<z.output<Schema>> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  const { data } = z.object({ ok: z.literal(true), data: z.unknown() }).parse(JSON.parse(text));
  return schema.parse(data);
}
