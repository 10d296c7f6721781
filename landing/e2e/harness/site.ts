import type { AdminPlanDetail } from '@meterstone/server/contract/catalog';
import { features, plans } from '@meterstone/server/demo-catalog';
import { createFeature, createPlan } from '@meterstone/server/harness/catalog/catalog';
import { startTestServer, type TestServer } from '@meterstone/server/harness/http/server';
import { signInAdmin } from '@meterstone/server/harness/identity/people';

export interface Site {
  server: TestServer;
  adminToken: string;
  /** By code: what the demo sells. */
  plans: Map<string, AdminPlanDetail>;
  stop: () => Promise<void>;
}

/** A real server on a database of its own, that sells the plans of the demo and serves the built page. */
export async function startSite(): Promise<Site> {
  const server = await startTestServer();
  const adminToken = await signInAdmin(server);
  for (const feature of features) await createFeature(server, adminToken, feature);
  const created = new Map<string, AdminPlanDetail>();
  for (const plan of plans) created.set(plan.code, await createPlan(server, adminToken, plan));
  return { server, adminToken, plans: created, stop: server.stop };
}

/** One of the site's plans. Throws when it sells none of that code. */
export function planOf(site: Site, code: string): AdminPlanDetail {
  const plan = site.plans.get(code);
  if (!plan) throw new Error(`The site sells no ${code}`);
  return plan;
}

/** The plan's prices with another amount for one of them. */
export function withAmount(
  { prices }: AdminPlanDetail,
  interval: 'month' | 'year',
  currency: string,
  amountMinor: number,
): Pick<AdminPlanDetail['prices'][number], 'interval' | 'currency' | 'amountMinor'>[] {
  return prices.map((price) => ({
    interval: price.interval,
    currency: price.currency,
    amountMinor: price.interval === interval && price.currency === currency ? amountMinor : price.amountMinor,
  }));
}
