import { expect } from '@jest/globals';
import { z } from 'zod';
import { routes } from '../../../src/features.ts';
import { codesOf } from '../../../src/http/openapi/problems.ts';
import { contentTypeOf, type Method, type Route } from '../../../src/http/route.ts';
import { errorCodes, type ErrorCode } from '../../../src/lib/errors/error-codes.ts';
import { fieldCodes } from '../../../src/lib/errors/field-codes.ts';
import type { Reachable } from '../identity/people.ts';

export type AnyRoute = (typeof routes)[number];

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed, or the text of a file; undefined for an empty one. What it must look like is what tests are about. */
  body: ReturnType<typeof JSON.parse>;
}

interface Call {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** `POST /usage/record`: how tests and tables name a route. */
export function nameOf({ method, path }: Pick<Route<never>, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The route that Express would choose, if any. */
export function findRoute(method: Method, path: string): AnyRoute | undefined {
  const parts = path.split('/');
  return routes.find((route) => {
    const pattern = route.path.split('/');
    return (
      route.method === method &&
      pattern.length === parts.length &&
      pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]))
    );
  });
}

/**
 * Calls the API and holds the answer against its description: data that the output schema knows to the last field,
 * or a problem whose code is documented for the operation.
 */
export async function call(
  server: Reachable,
  method: Method,
  pathAndQuery: string,
  { token, body, headers }: Call = {},
): Promise<Answer> {
  const route = findRoute(method, pathAndQuery.split('?', 1)[0] ?? '');
  // What is no JSON is given as it is to be sent.
  const isText = typeof body === 'string' && route?.bodyType !== undefined;
  const response = await fetch(`${server.url}/api${pathAndQuery}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': isText ? route.bodyType : 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const isFile = response.ok && route?.mediaType !== undefined;
  // As it came: `text()` would leave out a byte order mark.
  const text = Buffer.from(await response.arrayBuffer()).toString();
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    body: isFile ? text : text === '' ? undefined : JSON.parse(text),
  };
  if (answer.status >= 400) expectProblem(answer, route);
  else if (route) expectData(answer, route);
  return answer;
}

/** Success as documented: nothing missing, of another type, or that the description does not name. */
function expectData({ status, body, headers }: Answer, route: AnyRoute): void {
  expect(route.statuses).toContain(status);
  expect(headers.get('x-request-id')).toBeTruthy();
  if (status === 304) {
    expect(body).toBeUndefined();
    return;
  }
  const types = [route.mediaType ?? []].flat().map(contentTypeOf);
  expect(types.length > 0 ? types : ['application/json; charset=utf-8']).toContain(
    headers.get('content-type'),
  );
  if (route.mediaType !== undefined) return;
  const envelope = z.strictObject({
    ok: z.literal(true),
    data: route.output,
    ...(route.page ? { page: route.page } : {}),
  });
  const parsed = envelope.safeParse(body);
  expect({ route: nameOf(route), issues: parsed.error?.issues }).toEqual({
    route: nameOf(route),
    issues: undefined,
  });
  expect(parsed.data).toEqual(body);
}

const Problem = z.looseObject({
  ok: z.literal(false),
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(errorCodes)),
  detail: z.string().optional(),
  instance: z.string(),
  errors: z
    .array(z.strictObject({ path: z.string(), message: z.string(), code: z.enum(fieldCodes).optional() }))
    .optional(),
});

/** A refusal as documented: problem+json whose members agree, with a code that the operation lists. */
export function expectProblem(
  { status, headers, body }: { status: number; headers: Pick<Headers, 'get'>; body: unknown },
  route: AnyRoute | undefined,
): void {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(body);
  const documented: readonly ErrorCode[] = route ? codesOf(route) : ['not_found', 'bad_request'];
  expect({ route: route && nameOf(route), documented }).toEqual({
    route: route && nameOf(route),
    documented: expect.arrayContaining([problem.code]),
  });
  const { code } = problem;
  const entry = Object.entries(errorCodes).find(([name]) => name === code)?.[1];
  expect({ status: problem.status, title: problem.title }).toEqual({
    status: entry?.status,
    title: entry?.title,
  });
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`/api/docs/errors#${code}`);
  expect(problem.instance).toBe(`urn:request:${headers.get('x-request-id')}`);
  if (status === 401) expect(headers.get('www-authenticate')).toBe('Bearer');
}
