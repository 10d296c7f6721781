import { ApiError, type Refusal } from '../../lib/api-error.ts';

type Problem = Omit<Refusal, 'errors'> & { errors?: Refusal['errors'] };

/** The server was not reached: nobody knows whether it did what was asked. */
export function offlineError(cause: unknown): ApiError {
  const error = new ApiError({ status: 0, code: 'offline', title: 'The server was not reached', errors: [] });
  error.cause = cause;
  return error;
}

/** Reads a refusal; the only reader of problem+json. */
export async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new ApiError({ ...body, errors: body.errors ?? [] });
  const { status } = response;
  const requestId = response.headers.get('x-request-id');
  // A proxy in between answers in its own words.
  return new ApiError({
    status,
    code: status >= 500 ? 'unavailable' : 'internal',
    title: `HTTP ${status}`,
    errors: [],
    ...(requestId !== null && { instance: `urn:request:${requestId}` }),
  });
}

/** By hand: visitors, who are refused as others are, load no zod. */
function isProblem(body: unknown): body is Problem {
  if (!hasTexts(body, ['code', 'title'], ['detail', 'instance', 'order_id'])) return false;
  const { status, errors = [] } = body;
  return (
    Number.isInteger(status) &&
    Array.isArray(errors) &&
    errors.every((error) => hasTexts(error, ['path', 'message'], ['code']))
  );
}

function hasTexts(
  value: unknown,
  needed: readonly string[],
  possible: readonly string[],
): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const isText = (name: string) => typeof Reflect.get(value, name) === 'string';
  return needed.every(isText) && possible.every((name) => !Object.hasOwn(value, name) || isText(name));
}
