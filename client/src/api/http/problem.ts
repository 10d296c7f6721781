import { z } from 'zod';
import { ApiError } from '../../lib/api-error.ts';

const Problem = z.object({
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), code: z.string().optional() }))
    .default([]),
  order_id: z.string().optional(),
});

/** The server was not reached: nobody knows whether it did what was asked. */
export function offlineError(cause: unknown): ApiError {
  const error = new ApiError({ status: 0, code: 'offline', title: 'The server was not reached', errors: [] });
  error.cause = cause;
  return error;
}

/** Reads a refusal; the only reader of problem+json. */
export async function readProblem(response: Response): Promise<ApiError> {
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ApiError(parsed.data);
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
