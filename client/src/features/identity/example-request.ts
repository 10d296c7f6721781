import type { Scope } from './scopes.ts';

/** A request that a key can make at once. */
export interface ExampleRequest {
  method: 'GET' | 'POST';
  /** Below the origin, with its query. */
  path: string;
  body?: object;
}

/** What the key is for: recording a use where it may, else the first thing that it may. */
export function exampleRequest(
  scopes: readonly Scope[],
  { accountId, featureCode }: { accountId: string; featureCode: string },
): ExampleRequest {
  if (scopes.includes('usage:write')) {
    return { method: 'POST', path: '/api/usage/record', body: { accountId, featureCode, amount: 1 } };
  }
  if (scopes.includes('usage:read')) {
    return { method: 'GET', path: `/api/usage/quota-overview?accountId=${encodeURIComponent(accountId)}` };
  }
  return { method: 'GET', path: '/api/admin/accounts' };
}

/** The request as a line for a shell. */
export function curlExample(request: ExampleRequest, origin: string, key: string): string {
  const lines = [`curl '${origin}${request.path}'`, `-H 'Authorization: Bearer ${key}'`];
  if (request.body) {
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(request.body)}'`);
  }
  return lines.join(' \\\n  ');
}

/** The request as a module for Node 20 or later. */
export function nodeExample(request: ExampleRequest, origin: string, key: string): string {
  const headers = [`    Authorization: 'Bearer ${key}',`];
  if (request.body) headers.push(`    'Content-Type': 'application/json',`);
  return [
    `const response = await fetch('${origin}${request.path}', {`,
    ...(request.method === 'GET' ? [] : [`  method: '${request.method}',`]),
    '  headers: {',
    ...headers,
    '  },',
    ...(request.body ? [`  body: JSON.stringify(${JSON.stringify(request.body)}),`] : []),
    '});',
    'console.log(response.status, await response.json());',
  ].join('\n');
}
