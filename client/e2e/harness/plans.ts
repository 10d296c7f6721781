import { randomUUID } from 'node:crypto';
import { Plan } from '@meterstone/server/contract/catalog';
import { createPlan } from '@meterstone/server/harness/catalog';
import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { Product } from './product.ts';

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
