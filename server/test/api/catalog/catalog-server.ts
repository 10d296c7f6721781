import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, signInAdmin } from '../../harness/identity/people.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed; `undefined` for an empty body. Its shape is what the tests are about. */
  body: ReturnType<typeof JSON.parse>;
}

interface CallOptions {
  /** Default: the admin's; `null` sends none. */
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface CatalogServer {
  server: TestServer;
  /** Access token of the admin. */
  admin: string;
  call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  stop: () => Promise<void>;
}

/** A whole node, and a way to call it as its admin. */
export async function startCatalogServer(
  options: Parameters<typeof startTestServer>[0] = {},
): Promise<CatalogServer> {
  const server = await startTestServer(options);
  const admin = await signInAdmin(server);

  async function call(
    method: string,
    path: string,
    { token = admin, body, headers }: CallOptions = {},
  ): Promise<Answer> {
    const response = await fetch(`${server.url}/api${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  return { server, admin, call, stop: server.stop };
}

/** A node for the tests of a file. */
export function useCatalogServer(): () => CatalogServer {
  let node: CatalogServer | undefined;
  beforeAll(async () => {
    node = await startCatalogServer();
  });
  afterAll(() => node?.stop());
  return () => {
    if (!node) throw new Error('The server starts with the first test');
    return node;
  };
}

/** One field of each item of a list. */
export function valuesOf(items: Record<string, unknown>[], field: string): unknown[] {
  return items.map((item) => item[field]);
}

/** Whoever is signed in without being an admin. */
export async function signInUser({ server }: CatalogServer): Promise<string> {
  return (await registerUser(server)).token;
}

/** A new account on this plan that has used `used` of the feature. Throws where the plan can't be had. */
export async function subscribe(
  { call }: CatalogServer,
  plan: { code: string },
  { featureCode, used }: { featureCode?: string; used?: number } = {},
): Promise<string> {
  const account = await call('PUT', `/admin/accounts/ext:${randomUUID()}`, {
    body: { name: 'A subscriber', planCode: plan.code },
  });
  if (account.status !== 201) throw new Error(`The account was refused: ${JSON.stringify(account.body)}`);
  const accountId = String(account.body.data.id);
  if (featureCode === undefined || used === undefined) return accountId;
  const record = await call('POST', '/usage/record', { body: { accountId, featureCode, amount: used } });
  if (record.status !== 201) throw new Error(`The use was refused: ${JSON.stringify(record.body)}`);
  return accountId;
}
