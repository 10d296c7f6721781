import { z } from 'zod';

const Problem = z.object({
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** What the API refused, as it said it (RFC 9457); the only way in which calls fail. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable, such as `quota_exceeded`; `offline` when the server was not reached. */
  readonly code: string;
  readonly detail: string | undefined;
  /** To quote to support. */
  readonly requestId: string | undefined;
  readonly fields: readonly { path: string; message: string }[];

  constructor({ status, code, title, detail, instance, errors }: z.output<typeof Problem>) {
    super(detail ?? title);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = instance?.replace(/^urn:request:/, '');
    this.fields = errors;
  }
}

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

/** Any thrown value as an ApiError; our own mistakes read as `internal`. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const error = new ApiError({ status: 0, code: 'internal', title: String(thrown), errors: [] });
  error.cause = thrown;
  return error;
}
