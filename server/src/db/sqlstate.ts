import { z } from 'zod';
import { AppError, type FieldError } from '../lib/app-error.ts';
import { errorCodes, type ErrorCode } from '../lib/errors/error-codes.ts';
import { fieldCodes } from '../lib/errors/field-codes.ts';

const codeBySqlstate = new Map<string, ErrorCode>();
for (const [code, entry] of Object.entries(errorCodes)) {
  if ('sqlstate' in entry && isErrorCode(code)) codeBySqlstate.set(entry.sqlstate, code);
}

function isErrorCode(code: string): code is ErrorCode {
  return code in errorCodes;
}

/** The SQLSTATE of an error that Postgres sent, if it did. */
export function sqlstateOf(error: unknown): string | undefined {
  return Error.isError(error) &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
    ? error.code
    : undefined;
}

function text(error: object, field: 'detail' | 'constraint'): string | undefined {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
}

/**
 * Node's codes and Postgres's classes that mean: the database is away, or held, or still contended past all retries;
 * not that the request is wrong.
 */
const unavailable =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|57P0\d|3D000|08\w{3}|53\d{3}|55P03|57014|25P0[34]|40001|40P01)$/;

function isUnavailable(error: Error): boolean {
  return (
    ('code' in error && typeof error.code === 'string' && unavailable.test(error.code)) ||
    /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error/.test(
      error.message,
    )
  );
}

/**
 * Translates what the database says into what a caller is told: our own SQLSTATEs by the table of error codes,
 * a broken unique or foreign key as a conflict, a database out of reach or too contended as 503. Anything else comes
 * back as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (!Error.isError(error) || error instanceof AppError) return error;
  const sqlstate = sqlstateOf(error);
  const code = sqlstate && codeBySqlstate.get(sqlstate);
  if (code) {
    const detail = text(error, 'detail');
    return new AppError(code, { detail: error.message, cause: error, ...(detail ? readMeta(detail) : {}) });
  }
  if (sqlstate === '23505' || sqlstate === '23503') {
    return new AppError('conflict', { detail: 'This exists already or is in use', cause: error });
  }
  if (isUnavailable(error)) return new AppError('unavailable', { retryAfterSeconds: 1, cause: error });
  return error;
}

/** Our functions put JSON into `detail`: `{"errors": […]}` and further members of the problem document. */
function readMeta(detail: string): { errors?: FieldError[]; meta?: Record<string, unknown> } {
  const { errors, ...meta } = Detail.parse(JSON.parse(detail));
  return { ...(errors ? { errors } : {}), meta };
}

const Detail = z.looseObject({
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), code: z.enum(fieldCodes).optional() }))
    .optional(),
});
