import { z } from 'zod';
import { adminSignIn, type Target } from './processes.ts';

export const accounts = 1_000;
export const featureCode = 'tokens';
const manyTokens = 1_000_000_000_000;
/** Quota of `alertFeature`, so that one use of 80, 15 and 5 crosses one threshold each. */
export const alertFeature = 'alerts';

export interface Subject {
  url: string;
  adminToken: string;
  /** May do all that a key can. */
  apiKey: string;
}

const Data = z.object({ data: z.record(z.string(), z.unknown()) });

/** Puts into the product what the loads need: a plan, an API key, and `ext:bench-0` … `ext:bench-999`. */
export async function prepareSubject({ url }: Target): Promise<Subject> {
  const signedIn = await call(url, 'POST', '/api/auth/login', undefined, adminSignIn);
  const adminToken = z.string().parse(signedIn['accessToken']);
  for (const code of [featureCode, alertFeature]) {
    await call(url, 'POST', '/api/admin/products/features', adminToken, {
      code,
      name: code,
      unit: 'token',
      kind: 'metered',
    });
  }
  const text = { en: 'Bench', 'zh-CN': 'Bench' };
  await call(url, 'POST', '/api/admin/products/plans', adminToken, {
    code: 'bench',
    name: text,
    description: text,
    status: 'active',
    isDefault: true,
    prices: [],
    features: [
      { code: featureCode, quota: manyTokens, resetPeriod: 'monthly' },
      { code: alertFeature, quota: 100, resetPeriod: 'never' },
    ],
  });
  const key = await call(url, 'POST', '/api/admin/api-keys', adminToken, {
    name: 'bench',
    scopes: ['usage:write', 'usage:read', 'accounts:write', 'accounts:read', 'credits:write', 'credits:read'],
  });
  const apiKey = z.string().parse(key['key']);
  for (let first = 0; first < accounts; first += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call(url, 'PUT', `/api/admin/accounts/ext:bench-${first + index}`, apiKey, {
          name: 'Bench',
          planCode: 'bench',
        }),
      ),
    );
  }
  return { url, adminToken, apiKey };
}

/** One request to the API; throws unless it succeeds. Returns `data`. */
export async function call(
  url: string,
  method: string,
  path: string,
  token: string | undefined,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return Data.parse(JSON.parse(text)).data;
}
