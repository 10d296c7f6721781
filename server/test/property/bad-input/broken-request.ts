import fc from 'fast-check';
import type { OpenApiDocument } from '../../harness/every-route/openapi-schema.ts';
import { sampleOf } from '../../harness/every-route/sample.ts';
import { fillPath } from '../../harness/every-route/world.ts';
import type { AnyRoute } from '../../harness/http/contract.ts';
import { badBytes, badEnvelopes, badSizes } from './bad-bodies.ts';
import { badHeaders, badPaths, badQueries } from './bad-parts.ts';
import { breakJson, textsReplaced } from './broken-json.ts';
import { callers, noId, type Breakage, type BrokenRequest, type Caller } from './request.ts';

/** Requests in perfect order but for one text each, of the path, the query or the body; by whoever may. */
export function requestsWithText(route: AnyRoute, document: OpenApiDocument, text: string): BrokenRequest[] {
  const { path, query, body, headers } = soundParts(route, document);
  const caller = callersLetIn(route).at(-1) ?? 'admin';
  const base = { route, caller, headers, breakage: JSON.stringify(text) };
  const soundBody = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const escaped = encodeURIComponent(text.toWellFormed());
  const target = soundPath(path);
  const byQuery = query.map(([name]) => ({
    ...base,
    target: `${target}?${name}=${escaped}`,
    body: soundBody,
  }));
  const byPath = path.includes(':')
    ? [
        {
          ...base,
          target: fillPath(path, { id: escaped, accountId: `ext:${escaped}`, featureCode: escaped }),
          body: soundBody,
        },
      ]
    : [];
  // An account of the host application is made by its path, so that what the body says gets to the database.
  const made = path === '/admin/accounts/:accountId' ? '/admin/accounts/ext:acme' : target;
  const byBody = textsReplaced(body, text).map((changed) => ({
    ...base,
    target: made,
    body: Buffer.from(JSON.stringify(changed)),
  }));
  return [...byQuery, ...byPath, ...byBody];
}

interface SoundParts {
  path: string;
  query: [string, string][];
  body: unknown;
  headers: Record<string, string>;
}

/** A route's request as its description wants it. */
function soundParts(route: AnyRoute, document: OpenApiDocument): SoundParts {
  const operation = document.paths[`/api${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method];
  const schemas = document.components.schemas;
  const schema = operation?.requestBody?.content['application/json']?.schema;
  return {
    path: route.path,
    query: (operation?.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, schema }) => [name, String(sampleOf(schema, schemas, name))]),
    body: schema && sampleOf(schema, schemas),
    headers: {
      ...(schema ? { 'content-type': 'application/json' } : {}),
      ...(route.versioned ? { 'if-match': '"1"' } : {}),
    },
  };
}

/** Requests of one route in perfect order, each broken in one way. Some are harmless yet: see `refusalOf`. */
export function brokenRequests(route: AnyRoute, document: OpenApiDocument): fc.Arbitrary<BrokenRequest> {
  const { query, body: sound, headers } = soundParts(route, document);
  const base = (caller: Caller, breakage: string): BrokenRequest => ({
    route,
    caller,
    target: soundPath(route.path),
    headers,
    body: sound === undefined ? undefined : Buffer.from(JSON.stringify(sound)),
    breakage,
  });

  const breakages: fc.Arbitrary<Breakage>[] = [
    fc.constant((request) => ({ ...request, breakage: 'nothing: only who calls may be wrong' })),
    badQueries(query),
    badHeaders,
  ];
  if (route.path.includes(':')) breakages.push(badPaths(route.path), badPaths(route.path));
  if (sound !== undefined) {
    const spoil = (body: Buffer, breakage: string) => (request: BrokenRequest) => ({
      ...request,
      body,
      breakage,
    });
    const content = breakJson(sound).map(({ text, breakage }) => spoil(Buffer.from(text), breakage));
    breakages.push(content, content, content, content, badBytes(sound), badEnvelopes, badSizes(route));
  }
  // Mostly by somebody who may, or few would get further than the door.
  const caller = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...callersLetIn(route)) },
    { weight: 1, arbitrary: fc.constantFrom(...callers) },
  );
  return fc.tuple(caller, fc.oneof(...breakages)).map(([caller, spoil]) => spoil(base(caller, '')));
}

function callersLetIn({ policy }: AnyRoute): Caller[] {
  if ('public' in policy) return ['nobody'];
  const people: Record<typeof policy.people, Caller[]> = {
    user: ['user', 'admin'],
    admin: ['admin'],
    none: [],
  };
  return policy.scope ? [...people[policy.people], 'apiKey'] : people[policy.people];
}

/** About what does not exist, so that even a request that is let in has nothing to change. */
function soundPath(path: string): string {
  return fillPath(path, { id: noId, accountId: noId, featureCode: 'no_such' });
}
