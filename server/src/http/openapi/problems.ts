import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorCodes, type ErrorCode } from '../../lib/errors/error-codes.ts';
import { fieldCodes } from '../../lib/errors/field-codes.ts';
import { invariant } from '../../lib/invariant.ts';
import { isBoundedRead } from '../limits/read-line.ts';
import { takesLargeBodies, type DescribedRoute } from '../route.ts';

/** `application/problem+json` of RFC 9457, as `toProblem` writes it. */
const Problem = z
  .object({
    ok: z.literal(false),
    type: z.string().meta({ description: 'Where the code is explained' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCodes)).meta({ description: 'Stable; decide by this' }),
    detail: z.string().optional().meta({ description: 'For people' }),
    instance: z.string().meta({ description: '`urn:request:` and the id of the request' }),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ description: 'Such as `features.0.quota`' }),
          message: z.string(),
          code: z
            .enum(fieldCodes)
            .optional()
            .meta({ description: 'Stable; where more than the shape is wrong' }),
        }),
      )
      .optional()
      .meta({ description: 'The fields that are to blame' }),
  })
  .meta({ id: 'Problem', description: 'A refusal. Further members depend on the code' });

/** Gathers the refusals that operations share, so that each set of codes is described once. */
export class ProblemCollector {
  readonly #responses: Record<string, ZodOpenApiResponseObject> = {};

  /** References to the refusals of one operation, by status. */
  refer(route: DescribedRoute): ZodOpenApiResponsesObject {
    const byStatus = Map.groupBy(codesOf(route), (code) => errorCodes[code].status);
    return Object.fromEntries(
      [...byStatus].map(([status, codes]) => {
        const name = codes.join('.');
        this.#responses[name] ??= describeProblem(status, codes, route.problemMembers ?? {});
        return [status, { $ref: `#/components/responses/${name}` }];
      }),
    );
  }

  responses(): Record<string, ZodOpenApiResponseObject> {
    return this.#responses;
  }
}

/** Every code that the operation may answer: its own, and those that follow from its shape. */
export function codesOf(route: DescribedRoute): ErrorCode[] {
  const { policy, params, query, body, idempotent, versioned } = route;
  const codes = new Set<ErrorCode>(['internal', 'unavailable']);
  for (const code of route.errors ?? []) {
    invariant(isErrorCode(code), `${code} is a code of the table`);
    codes.add(code);
  }
  if (!('public' in policy)) codes.add('unauthenticated').add('forbidden').add('read_only');
  if (isBoundedRead(route)) codes.add('rate_limited').add('overloaded');
  if (body) codes.add('bad_request').add('payload_too_large').add('unsupported_media_type');
  if (takesLargeBodies(route)) codes.add('overloaded');
  if (params) codes.add('bad_request');
  if (params ?? query ?? body ?? idempotent ?? versioned) codes.add('invalid_input');
  if (idempotent) codes.add('idempotency_mismatch');
  // In the table's order, so that equal sets have equal names.
  return Object.keys(errorCodes).filter((code): code is ErrorCode => isErrorCode(code) && codes.has(code));
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function describeProblem(
  status: number,
  codes: readonly ErrorCode[],
  members: Record<string, z.ZodObject>,
): ZodOpenApiResponseObject {
  const canRetry = status === 429 || status === 503;
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('\n\n'),
    ...(canRetry
      ? {
          headers: {
            'Retry-After': {
              description: 'Seconds until trying again makes sense',
              schema: { type: 'integer' },
            },
          },
        }
      : {}),
    content: {
      'application/problem+json': { schema: z.intersection(Problem, narrow(codes, members)) },
    },
  };
}

/** Which codes it may be, and their own members: always there where no other code shares the status. */
function narrow(codes: readonly ErrorCode[], members: Record<string, z.ZodObject>): z.ZodObject {
  const own = codes.flatMap((code) => members[code] ?? []);
  const shape = own.map((one) => (codes.length === 1 ? one.shape : one.partial().shape));
  return z.object(Object.assign({ code: z.enum(codes) }, ...shape));
}
