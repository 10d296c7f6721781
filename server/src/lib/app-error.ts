import { errorCodes, type ErrorCode } from './errors/error-codes.ts';
import type { FieldCode } from './errors/field-codes.ts';

export interface FieldError {
  /** Dotted path into the input, such as `features.0.quota`. */
  path: string;
  message: string;
  /** Where more is wrong than the shape. */
  code?: FieldCode | undefined;
}

interface AppErrorDetails {
  /** Said to the caller; never carries internals. */
  detail?: string;
  errors?: FieldError[];
  /** Further members of the problem document, such as `quota`. */
  meta?: Record<string, unknown>;
  /** Seconds until trying again makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** What went wrong inside; logged, never sent. */
  cause?: unknown;
}

/** A refusal that a caller can understand and act on. Anything else that is thrown ends as a plain 500. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly meta: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(details.detail ?? errorCodes[code].title, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCodes[code].status;
    this.detail = details.detail;
    this.errors = details.errors;
    this.meta = details.meta;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** One field is wrong: 422 with its path. Forms say the `code` in their reader's language. */
export function invalidField(path: string, message: string, code?: FieldCode): AppError {
  return new AppError('invalid_input', { detail: message, errors: [{ path, message, code }] });
}

/** A code that is to be unique is not: 409, and the field that holds it. */
export function takenCode(message: string): AppError {
  return new AppError('conflict', {
    detail: message,
    errors: [{ path: 'code', message, code: 'code_taken' }],
  });
}
