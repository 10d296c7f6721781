import { randomUUID } from 'node:crypto';
import type { PlanDraft } from '@meterstone/server/contract/catalog';
import { RecordedBatch, type UsageEvent } from '@meterstone/server/contract/metering/recording';
import { createPlan } from '@meterstone/server/harness/catalog/catalog';
import { z } from 'zod';
import type { Product } from './product.ts';

/** What an answer's `data` holds; each test reads of it what it is about. */
type Data = ReturnType<typeof JSON.parse>;

type Offers = z.input<typeof PlanDraft>['features'];

/** Sends as an admin would, by the API; with a version, only if that is the latest. Throws unless it succeeds. */
export function asAdmin(
  product: Product,
  method: string,
  path: string,
  body?: object,
  version?: number,
): Promise<Data> {
  return send(product.server.url, product.adminToken, method, path, body, version);
}

/** Sends as the host application would. Throws unless it succeeds. */
export function asApplication(product: Product, method: string, path: string, body?: object): Promise<Data> {
  return send(product.server.url, product.apiKey, method, path, body);
}

/** Puts an account on a plan that nobody else has, with these features. */
export async function givePlan(
  product: Product,
  accountId: string,
  features: Offers,
  name = 'Made to measure',
): ReturnType<typeof createPlan> {
  const plan = await createPlan(product.server, product.adminToken, {
    code: `plan_${randomUUID().replaceAll('-', '_')}`,
    name: { en: name, 'zh-CN': name },
    features,
  });
  await asAdmin(product, 'POST', `/admin/accounts/${accountId}/plan`, {
    planCode: plan.code,
    reason: 'A test',
  });
  return plan;
}

/** Holds an amount, as before long work. */
export async function reserve(
  product: Product,
  accountId: string,
  featureCode: string,
  amount: number,
): Promise<void> {
  await asApplication(product, 'POST', '/usage/reservations', { accountId, featureCode, amount });
}

const mostInBatch = 1_000;

/** Records any number of uses; throws when one of them is rejected. */
export async function recordMany(
  product: Product,
  accountId: string,
  events: Omit<z.input<typeof UsageEvent>, 'accountId'>[],
): Promise<void> {
  for (let start = 0; start < events.length; start += mostInBatch) {
    const batch = events.slice(start, start + mostInBatch).map((event) => ({ accountId, ...event }));
    const answer = RecordedBatch.parse(
      await asApplication(product, 'POST', '/usage/record/batch', { events: batch }),
    );
    if (answer.rejected > 0) throw new Error(`Rejected: ${JSON.stringify(answer.results)}`);
  }
}

async function send(
  url: string,
  token: string,
  method: string,
  path: string,
  body: object | undefined,
  version?: number,
): Promise<Data> {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return z.object({ data: z.unknown() }).parse(JSON.parse(text)).data;
}
