import { z } from 'zod';
import { AdminPlanDetail, Feature, Plan } from '../src/catalog/contract.ts';
import { CreatedApiKey, SignedIn } from '../src/identity/contract.ts';
import { AccountSummary } from '../src/metering/accounts/contract.ts';
import { UsageRecord } from '../src/metering/records/contract.ts';
import { createReplayClient, type ReplayClient } from './replay-client.ts';
import { hourMs, type Trace } from './replay-trace.ts';

/** Tokens of a call: one record each, context and generated tokens apart in its metadata. */
export const featureCode = 'llm_trace_tokens';
const planCode = 'llm-trace';
const setupConnections = 8;

export interface Admin {
  email: string;
  password: string;
}

/** A key of its own for one replay, which outlives any access token. */
export interface Access {
  key: string;
  revoke: () => Promise<void>;
}

/** Makes an API key that may do all that a replay does, and the replay's feature and plan where they are missing. */
export async function prepareAsAdmin(url: string, admin: Admin): Promise<Access> {
  return asAdmin(url, admin, async (client) => {
    if (!(await hasPlan(client))) await makePlan(client);
    const { id, key } = await client.read(CreatedApiKey, {
      method: 'POST',
      path: '/admin/api-keys',
      body: { name: 'Trace replay', scopes: ['usage:write', 'usage:read', 'accounts:write'] },
    });
    const path = `/admin/api-keys/${id}`;
    const revoke = async () => {
      await asAdmin(url, admin, (later) => later.read(z.unknown(), { method: 'DELETE', path }));
    };
    return { key, revoke };
  });
}

async function asAdmin<T>(url: string, admin: Admin, work: (client: ReplayClient) => Promise<T>): Promise<T> {
  const visitor = createReplayClient(url, { connections: 1 });
  const signedIn = visitor.read(SignedIn, { method: 'POST', path: '/auth/login', body: admin });
  const { accessToken } = await signedIn.finally(() => visitor.close());
  const client = createReplayClient(url, { token: accessToken, connections: 1 });
  return work(client).finally(() => client.close());
}

/** With a key alone the plan must be there: keys may not change the catalog. */
export async function requirePlan(client: ReplayClient): Promise<void> {
  if (await hasPlan(client)) return;
  throw new Error(
    `There is no plan ${planCode} yet: run once with ADMIN_EMAIL and ADMIN_PASSWORD set to have it made`,
  );
}

async function hasPlan(client: ReplayClient): Promise<boolean> {
  const plans = await client.read(z.array(Plan), { method: 'GET', path: '/plans' });
  return plans.some(({ code }) => code === planCode);
}

async function makePlan(client: ReplayClient): Promise<void> {
  const inBoth = (text: string) => ({ en: text, 'zh-CN': text });
  const feature = { code: featureCode, name: 'LLM trace tokens', unit: 'token', kind: 'metered' };
  await client.read(Feature, { method: 'POST', path: '/admin/products/features', body: feature });
  const plan = {
    code: planCode,
    name: inBoth('LLM trace'),
    description: inBoth('For replaying traces; nobody buys it.'),
    prices: [],
    features: [{ code: featureCode, quota: -1, resetPeriod: 'monthly' }],
    sortOrder: 1_000,
    status: 'active',
  };
  await client.read(AdminPlanDetail, { method: 'POST', path: '/admin/products/plans', body: plan });
}

/** How the host application, whose calls these are, names its account. */
export function accountRef(trace: Trace, account: number): string {
  return `ext:trace-${trace.fingerprint}-${account + 1}`;
}

/** Makes the accounts, or finds them as they are; in UTC, whose hours are those of the file. */
export async function makeAccounts(client: ReplayClient, trace: Trace, accounts: number): Promise<void> {
  await forEach(accounts, setupConnections, async (account) => {
    const ref = accountRef(trace, account);
    const body = { name: `Trace ${trace.fingerprint}, ${account + 1}`, timeZone: 'UTC', planCode };
    await client.read(AccountSummary.pick({ id: true }), {
      method: 'PUT',
      path: `/admin/accounts/${ref}`,
      body,
    });
  });
}

/**
 * By how much the file's times are moved: whole hours, so that the last call lies within the hour before now. Where
 * the trace was replayed before, as it was then: a use that comes again at another time would be another use.
 */
export async function findShiftMs(client: ReplayClient, trace: Trace, accounts: number): Promise<number> {
  const byLine = new Map(trace.calls.map((call) => [call.line, call]));
  for (let account = 0; account < accounts; account += 1) {
    const path = `/usage/records?accountId=${accountRef(trace, account)}&featureCode=${featureCode}&limit=1`;
    const [record] = await client.read(z.array(UsageRecord), { method: 'GET', path });
    const call = byLine.get(Number(record?.metadata?.['line']));
    if (record && call) return Date.parse(record.occurredAt) - call.atMs;
  }
  const lastMs = trace.calls.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  return Math.floor((Date.now() - lastMs) / hourMs) * hourMs;
}

/** Works through 0, 1, … in order, no more than so many at once. */
export async function forEach(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
