import { randomUUID } from 'node:crypto';
import { createFeature, createPlan } from '../catalog/catalog.ts';
import { zoneAtNoon } from '../clock/noon.ts';
import { waitUntil } from '../clock/wait.ts';
import { createApiKey, signInAdmin, type Reachable } from '../identity/people.ts';

/** What a load needs to begin: somebody to be, and accounts with something to use. */
export interface MeteredAccounts {
  adminToken: string;
  apiKey: string;
  planId: string;
  planCode: string;
  accountIds: string[];
}

interface Offer {
  quota: number;
  resetPeriod?: 'daily' | 'monthly' | 'never';
  thresholds?: number[];
}

interface Options {
  accounts: number;
  /** By the feature's code; features that exist already are taken as they are. */
  features: Record<string, Offer>;
}

/**
 * Makes the features, a plan with them, and accounts on it, and waits until every node knows. For the accounts it is
 * about noon, so that no day ends while a test runs.
 */
export async function createMeteredAccounts(
  nodes: readonly [Reachable, ...Reachable[]],
  { accounts, features }: Options,
): Promise<MeteredAccounts> {
  const [server] = nodes;
  const adminToken = await signInAdmin(server);
  const apiKey = await createApiKey(server, adminToken, [
    'usage:write',
    'usage:read',
    'accounts:write',
    'accounts:read',
  ]);
  for (const code of Object.keys(features)) await createFeature(server, adminToken, { code });
  const plan = await createPlan(server, adminToken, {
    code: `plan-${randomUUID()}`,
    features: offersOf(features),
  });
  const accountIds: string[] = [];
  for (let count = 0; count < accounts; count += 1) {
    const path = `/api/admin/accounts/ext:${randomUUID()}`;
    const body = { name: `Account ${count}`, timeZone: zoneAtNoon(), planCode: plan.code };
    const response = await fetch(server.url + path, {
      method: 'PUT',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const id = /"id":"([^"]+)"/.exec(text)?.[1];
    if (!response.ok || !id) throw new Error(`No account was made: ${text}`);
    accountIds.push(id);
  }
  for (const { url } of nodes) {
    for (const code of Object.keys(features)) {
      const path = `/api/usage/check-quota/${code}?accountId=${accountIds[0]}`;
      await waitUntil(async () => {
        const response = await fetch(url + path, { headers: { authorization: `Bearer ${apiKey}` } });
        await response.text();
        return response.ok;
      }, 10_000);
    }
  }
  return { adminToken, apiKey, planId: plan.id, planCode: plan.code, accountIds };
}

/** Features of a plan, in the shape that the API takes. */
export function offersOf(features: Record<string, Offer>) {
  return Object.entries(features).map(([code, offer]) => ({
    code,
    resetPeriod: 'monthly' as const,
    ...offer,
  }));
}
