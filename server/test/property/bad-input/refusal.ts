import { parse as parseQuery } from 'node:querystring';
import { findRoute } from '../../harness/http/contract.ts';
import type { BrokenRequest } from './request.ts';

/**
 * Why this request must be refused, told from the schemas and policies alone; undefined where it may be let in and
 * must not be sent. `batch` stands for a body that is let in although each of its events must be rejected.
 */
export function refusalOf(request: BrokenRequest): string | undefined {
  const [path = '', query = ''] = request.target.split('?');
  const isServed = findRoute(request.route.method, path)?.path === request.route.path;
  if (!isServed) return findRoute(request.route.method, path) ? undefined : 'no route';
  return (
    whoIsRefused(request) ??
    headersRefused(request) ??
    partsRefused(request, path, query) ??
    nothingThere(request.route)
  );
}

function whoIsRefused({ route: { policy }, caller, headers }: BrokenRequest): string | undefined {
  if ('public' in policy) return undefined;
  if (headers['authorization'] !== undefined || caller === 'nobody') return 'unauthenticated';
  if (caller === 'apiKey') return policy.scope ? undefined : 'forbidden';
  return policy.people === 'user' || (policy.people === 'admin' && caller === 'admin')
    ? undefined
    : 'forbidden';
}

function headersRefused({ route, headers, body }: BrokenRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (route.versioned && !/^"[1-9]\d*"$/.test(headers['if-match'] ?? '')) return 'if-match';
  const isKey = key === undefined || (route.idempotent === true && /^[\x21-\x7e]{1,255}$/.test(key));
  if (route.method === 'post' && !isKey) return 'idempotency-key';
  if (!route.body || body === undefined) return undefined;
  if (headers['content-encoding'] !== undefined) return 'content-encoding';
  if (!/^application\/json(; charset=utf-8)?$/.test(headers['content-type'] ?? '')) return 'content-type';
  return undefined;
}

function partsRefused({ route, body }: BrokenRequest, path: string, query: string): string | undefined {
  if (route.params && !fits(route.params, () => paramsOf(route.path, path))) return 'params';
  if (route.query && !fits(route.query, () => parseQuery(query))) return 'query';
  if (!route.body || body === undefined) return undefined;
  if (body.length > (route.bodyLimit ?? 100_000)) return 'size';
  const value = () => parseBody(body);
  if (!fits(route.body, value)) return 'body';
  if (!route.documentedBody || fits(route.documentedBody, value)) return undefined;
  return everyEventIsBad(route.documentedBody, value()) ? 'batch' : undefined;
}

/** Nothing has the ids that the generator makes up; but an account of `ext:` and anything would be made. */
function nothingThere({ method, path }: BrokenRequest['route']): string | undefined {
  const isUpsert = method === 'put' && path === '/admin/accounts/:accountId';
  return path.includes(':') && !isUpsert ? 'not found' : undefined;
}

function paramsOf(pattern: string, path: string): Record<string, string> {
  const parts = path.split('/');
  return Object.fromEntries(
    pattern
      .split('/')
      .map((part, index): [string, string] => [part, decodeURIComponent(parts[index] ?? '')])
      .filter(([part]) => part.startsWith(':'))
      .map(([part, value]) => [part.slice(1), value]),
  );
}

/**
 * As the server reads JSON: objects and lists only, none with a member `__proto__`, a byte order mark left out, an
 * empty body as an empty object.
 */
function parseBody(body: Buffer): unknown {
  const text = body.toString().replace(/^\ufeff/, '');
  if (text === '') return {};
  if (!/^[\x20\t\r\n]*[{[]/.test(text)) throw new SyntaxError('neither object nor list');
  if (/"__proto__"\s*:/.test(text)) throw new SyntaxError('a member __proto__');
  return JSON.parse(text);
}

interface Schema {
  safeParse: (value: unknown) => { success: boolean };
}

function fits(schema: Schema, read: () => unknown): boolean {
  try {
    return schema.safeParse(read()).success;
  } catch {
    // Neither readable nor, where the schema itself gives up on it, acceptable.
    return false;
  }
}

function everyEventIsBad(schema: Schema, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('events' in body) || !Array.isArray(body.events))
    return false;
  return body.events.every((event: unknown) => !fits(schema, () => ({ events: [event] })));
}
