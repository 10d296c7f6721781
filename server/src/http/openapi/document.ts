import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  createDocument,
  type CreateDocumentOptions,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { maxUsageAgeDays } from '../../bounds.ts';
import { invariant } from '../../lib/invariant.ts';
import type { DescribedRoute } from '../route.ts';
import { ProblemCollector } from './problems.ts';

const introduction = readFileSync(join(import.meta.dirname, '../docs/introduction.md'), 'utf8');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')));

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .optional()
  .meta({
    description:
      'A repeated request with the same key and content gets the first answer and has no effect. A key belongs to ' +
      `one account (or to who sends it) and one kind of request, and is kept for ${maxUsageAgeDays} days at least`,
  });
const IfMatch = z
  .string()
  .meta({ description: 'The version that was edited, such as `"7"`; 412 when somebody else saved first' });
const IfNoneMatch = z
  .string()
  .optional()
  .meta({ description: 'An `ETag` from before: 304 when it still holds' });

const requestIdHeader = {
  'X-Request-Id': {
    description: 'Id of this request; the one that was sent, where it was a plausible one',
    schema: { type: 'string' as const },
  },
};
const entityTagHeader = {
  ETag: { description: 'To be sent back to say what was seen', schema: { type: 'string' as const } },
};
const fileHeader = {
  'Content-Disposition': { description: 'Name of the file', schema: { type: 'string' as const } },
};

/** The OpenAPI 3.1 document of these operations, generated from what the handlers judge requests by. */
export function describeApi(routes: readonly DescribedRoute[]): ReturnType<typeof createDocument> {
  const problems = new ProblemCollector();
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: describeRoute(route, problems) };
  }
  const responses = problems.responses();
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Meterstone API',
        version,
        description: introduction,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
      paths,
      components: {
        responses,
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description:
              'An access token (15 minutes, from signing in) or an API key (`msk_…`, from an administrator)',
          },
        },
      },
    },
    options,
  );
}

/** Clients must bear more fields than they know: answers grow. Requests are closed. */
const options: CreateDocumentOptions = {
  override: ({ zodSchema, jsonSchema, io }) => {
    if (io === 'output' && zodSchema instanceof z.ZodObject) delete jsonSchema.additionalProperties;
    for (const part of [jsonSchema, ...(jsonSchema.allOf ?? [])]) {
      if (part.pattern !== undefined) part.pattern = portable(part.pattern);
      // It says the same in fewer words, which generators know.
      if (part.format !== undefined) delete part.pattern;
    }
  },
};

/** JSON Schema knows no flags: without `u`, and in other languages, `\p{…}` means something else or nothing. */
function portable(pattern: string): string {
  return pattern.replace('[^\\p{Cc}\\p{Cs}]', '[^\\u0000-\\u001f\\u007f-\\u009f]');
}

function describeRoute(route: DescribedRoute, problems: ProblemCollector): ZodOpenApiOperationObject {
  const { policy } = route;
  const body = route.documentedBody ?? route.body;
  const header = {
    ...(route.idempotent ? { 'Idempotency-Key': IdempotencyKey } : {}),
    ...(route.versioned ? { 'If-Match': IfMatch } : {}),
    ...(route.statuses.includes(304) ? { 'If-None-Match': IfNoneMatch } : {}),
  };
  return {
    operationId: operationIdOf(route),
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, takesNoKey(route), whoMay(policy)].filter(Boolean).join('\n\n'),
    security: 'public' in policy ? [] : [{ bearer: [] }],
    requestParams: {
      ...(route.params ? { path: objectOf(route.params) } : {}),
      ...(route.query ? { query: objectOf(route.query) } : {}),
      ...(Object.keys(header).length > 0 ? { header: z.object(header) } : {}),
    },
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { [route.bodyType ?? 'application/json']: { schema: body } },
          },
        }
      : {}),
    responses: { ...describeSuccess(route), ...problems.refer(route) },
  };
}

function describeSuccess(route: DescribedRoute): ZodOpenApiResponsesObject {
  const hasTag = route.versioned === true || route.statuses.includes(304);
  const { mediaType } = route;
  const headers = {
    ...requestIdHeader,
    ...(hasTag ? entityTagHeader : {}),
    ...(mediaType === undefined ? {} : fileHeader),
  };
  const envelope = z.object({
    ok: z.literal(true),
    data: route.output,
    ...(route.page ? { page: route.page } : {}),
  });
  const content =
    mediaType === undefined
      ? { 'application/json': { schema: envelope } }
      : Object.fromEntries([mediaType].flat().map((type) => [type, { schema: route.output }]));
  return Object.fromEntries(
    route.statuses.map((status) => [
      status,
      status === 304
        ? { description: 'Nothing changed', headers }
        : { description: route.summary, headers, content },
    ]),
  );
}

/** `PUT /admin/accounts/:accountId/plan` is `putAdminAccountsByAccountIdPlan`. */
export function operationIdOf({ method, path }: Pick<DescribedRoute, 'method' | 'path'>): string {
  const words = path
    .split('/')
    .flatMap((part) => (part.startsWith(':') ? ['by', part.slice(1)] : part.split('-')));
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function takesNoKey({ method, idempotent }: DescribedRoute): string {
  return method === 'post' && !idempotent ? 'Refuses an `Idempotency-Key`: it has no use here.' : '';
}

function whoMay(policy: DescribedRoute['policy']): string {
  if ('public' in policy) return 'Open to everybody.';
  const people = { user: 'people who are signed in', admin: 'administrators', none: '' }[policy.people];
  const keys = policy.scope ? `API keys with the scope \`${policy.scope}\`` : '';
  return `For ${[people, keys].filter(Boolean).join(' and ')}.`;
}

function objectOf(schema: z.ZodType): z.ZodObject {
  invariant(schema instanceof z.ZodObject, 'parameters are named, so their schema is an object');
  return schema;
}
