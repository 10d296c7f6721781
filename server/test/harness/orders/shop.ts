import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { QuotaOverview } from '../../../src/metering/accounts/contract.ts';
import { startAllProviders, type AllProviders } from '../../stand-ins/all.ts';
import { call } from '../http/contract.ts';
import { startTestServer, type TestServer } from '../http/server.ts';
import type { Person } from '../identity/people.ts';
import { auditOrders } from './orders-audit.ts';
import { OrdersDatabase } from './orders.ts';

export interface Shop {
  db: OrdersDatabase;
  providers: AllProviders;
  server: TestServer;
}

/** A server over this database, which stays when the server stops. */
export function serve(
  { connectionString }: OrdersDatabase,
  env: Record<string, string>,
): Promise<TestServer> {
  return startTestServer({ database: { connectionString, drop: () => Promise.resolve() }, env });
}

/** What somebody's overview tells of their plan. */
export async function subscriptionOf(
  { server }: Shop,
  { token }: Person,
): Promise<QuotaOverview['subscription']> {
  const { body } = await call(server, 'get', '/usage/quota-overview', { token });
  return QuotaOverview.parse(body.data).subscription;
}

/**
 * A server for the tests of a file that sells what is in a database of orders, by the sandbox and by all providers,
 * which are played; `pages`: see startAllProviders. After each test they answer as they should again, after all of
 * them the books must be right.
 */
export function useShop({ pages }: { pages?: () => Promise<string> } = {}): () => Shop {
  let shop: Shop | undefined;
  beforeAll(async () => {
    const db = await OrdersDatabase.open();
    const providers = await startAllProviders(pages && { pages: await pages() });
    shop = { db, providers, server: await serve(db, providers.env) };
  });
  afterEach(() => {
    if (!shop) return;
    const { stripe, creem, alipay, wechat } = shop.providers;
    for (const provider of [stripe, creem, alipay, wechat]) provider.spoil = undefined;
  });
  afterAll(async () => {
    if (!shop) return;
    const breaches = await auditOrders(shop.db.connectionString);
    await shop.server.stop();
    await shop.providers.stop();
    await shop.db.close();
    expect(breaches).toEqual([]);
  });
  return () => {
    if (!shop) throw new Error('The shop opens with the first test');
    return shop;
  };
}
