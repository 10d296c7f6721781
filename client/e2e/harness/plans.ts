import { randomUUID } from 'node:crypto';
import { Plan } from '@meterstone/server/contract/catalog';
import { createPlan } from '@meterstone/server/harness/catalog/catalog';
import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { Product } from './product.ts';

type PlanChanges = Partial<Parameters<typeof createPlan>[2]>;

/** A plan of 50 articles a day that nobody else edits. */
export function makePlan(product: Product, name: string, sortOrder = 0): ReturnType<typeof createPlan> {
  return createPlan(product.server, product.adminToken, {
    code: `plan_${randomUUID().replaceAll('-', '_')}`,
    name: { en: name, 'zh-CN': name },
    sortOrder,
    prices: [{ interval: 'month', amountMinor: 1_900, currency: 'USD' }],
    features: [{ code: 'articles', quota: 50, resetPeriod: 'daily' }],
  });
}

/** The plan `pro`: 1,000 articles a day at $29 a month or $290 a year. */
export function makePro(product: Product, changes: PlanChanges = {}): ReturnType<typeof createPlan> {
  return createPlan(product.server, product.adminToken, {
    code: 'pro',
    name: { en: 'Pro', 'zh-CN': '专业版' },
    prices: [
      { interval: 'month', amountMinor: 2_900, currency: 'USD' },
      { interval: 'year', amountMinor: 29_000, currency: 'USD' },
    ],
    features: [{ code: 'articles', quota: 1_000, resetPeriod: 'daily' }],
    ...changes,
  });
}

/** The names of the plans as visitors get them. */
export async function publicNames({ server }: Product): Promise<string[]> {
  const response = await fetch(`${server.url}/api/plans`);
  const { data } = z.object({ data: z.array(Plan) }).parse(await response.json());
  return data.map(({ name }) => name.en);
}

/** The line of a plan in the admin's table. */
export function rowOf(page: Page, plan: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: plan, exact: true }) });
}
