import type { Scope } from '@meterstone/server/scopes';

/** A request that a key can make at once. */
export interface ExampleRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the origin, with its query. */
  path: string;
  body?: object;
}

/** Whom and what an example is about. */
export interface Sample {
  /** One that is there already. */
  accountId: string;
  featureCode: string;
}

/** Nobody's until the example makes it, so that it changes no customer that there is. */
const newAccount = 'ext:first-customer';

/**
 * What the key is for: recording a use where it may, of a customer that it brings first where it may do that, too;
 * else the first thing that it may.
 */
export function exampleRequests(
  scopes: readonly Scope[],
  { accountId, featureCode }: Sample,
): ExampleRequest[] {
  const record = (of: string): ExampleRequest => ({
    method: 'POST',
    path: '/api/usage/record',
    body: { accountId: of, featureCode, amount: 1 },
  });
  const bring: ExampleRequest = {
    method: 'PUT',
    path: `/api/admin/accounts/${newAccount}`,
    body: { name: 'First customer' },
  };
  if (scopes.includes('usage:write')) {
    return scopes.includes('accounts:write') ? [bring, record(newAccount)] : [record(accountId)];
  }
  if (scopes.includes('usage:read')) {
    return [{ method: 'GET', path: `/api/usage/quota-overview?accountId=${encodeURIComponent(accountId)}` }];
  }
  if (scopes.includes('accounts:read')) return [{ method: 'GET', path: '/api/admin/accounts' }];
  return [bring];
}

/** The requests as lines for a shell. */
export function curlExample(requests: readonly ExampleRequest[], origin: string, key: string): string {
  return requests.map((request) => curlOf(request, origin, key)).join('\n\n');
}

function curlOf({ method, path, body }: ExampleRequest, origin: string, key: string): string {
  const lines = [
    `curl${method === 'PUT' ? ' -X PUT' : ''} '${origin}${path}'`,
    `-H 'Authorization: Bearer ${key}'`,
  ];
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`);
  return lines.join(' \\\n  ');
}

/** The requests as a module for Node 20 or later. */
export function nodeExample(requests: readonly ExampleRequest[], origin: string, key: string): string {
  const hasBody = requests.some(({ body }) => body);
  return [
    'const headers = {',
    `  Authorization: 'Bearer ${key}',`,
    ...(hasBody ? [`  'Content-Type': 'application/json',`] : []),
    '};',
    ...requests.flatMap(({ method, path, body }, index) => {
      const answer = requests.length > 1 ? `answer${index + 1}` : 'answer';
      return [
        `const ${answer} = await fetch('${origin}${path}', {`,
        ...(method === 'GET' ? [] : [`  method: '${method}',`]),
        '  headers,',
        ...(body
          ? [`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),`]
          : []),
        '});',
        `console.log(${answer}.status, await ${answer}.json());`,
      ];
    }),
  ].join('\n');
}
