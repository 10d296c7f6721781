import { translateDatabaseError } from '../db/sqlstate.ts';
import { AppError, type FieldError } from '../lib/app-error.ts';
import { errorCodes } from '../lib/errors/error-codes.ts';

/** An error as RFC 9457 `application/problem+json`; further members depend on the code. */
export interface Problem {
  ok: false;
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance: string;
  errors?: FieldError[];
  [member: string]: unknown;
}

/** The codes of body-parser's and Express's own errors that a caller caused. */
const requestErrors: Record<string, AppError | undefined> = {
  'entity.parse.failed': new AppError('bad_request', { detail: 'The body is not valid JSON' }),
  'entity.too.large': new AppError('payload_too_large'),
  'encoding.unsupported': new AppError('unsupported_media_type', {
    detail: 'This encoding is not supported',
  }),
  'charset.unsupported': new AppError('unsupported_media_type', { detail: 'Send JSON in UTF-8' }),
  'request.size.invalid': new AppError('bad_request', { detail: 'The body is not as long as announced' }),
  'request.aborted': new AppError('bad_request', { detail: 'The request ended before its body did' }),
};

/** Any thrown value as the refusal a caller is told; what nobody foresaw becomes `internal` with its cause kept. */
export function toAppError(thrown: unknown): AppError {
  const error = translateDatabaseError(thrown);
  if (error instanceof AppError) return error;
  if (Error.isError(error)) {
    const type: unknown = Reflect.get(error, 'type');
    const known = typeof type === 'string' ? requestErrors[type] : undefined;
    if (known) return known;
    const status: unknown = Reflect.get(error, 'status');
    if (status === 400) return new AppError('bad_request', { cause: error });
  }
  return new AppError('internal', { cause: error });
}

/** The document sent for an error. A 500 says its request id and nothing else. */
export function toProblem(error: AppError, requestId: string): Problem {
  const { status, title } = errorCodes[error.code];
  return {
    ...error.meta,
    ok: false,
    type: `/api/docs/errors#${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    instance: `urn:request:${requestId}`,
    ...(error.errors ? { errors: error.errors } : {}),
  };
}
