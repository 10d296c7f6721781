/** One of the fields that are to blame. */
interface FieldRefusal {
  path: string;
  message: string;
  code?: string | undefined;
}

export interface Refusal {
  status: number;
  code: string;
  title: string;
  detail?: string | undefined;
  instance?: string | undefined;
  errors: readonly FieldRefusal[];
  order_id?: string | undefined;
}

/** What the API refused, as it said it (RFC 9457); the only way in which calls fail. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable, such as `quota_exceeded`; `offline` when the server was not reached. */
  readonly code: string;
  readonly detail: string | undefined;
  /** To quote to support. */
  readonly requestId: string | undefined;
  readonly fields: readonly FieldRefusal[];
  /** Of an order that is there, though paying it was refused. */
  readonly orderId: string | undefined;

  constructor({ status, code, title, detail, instance, errors, order_id: orderId }: Refusal) {
    super(detail ?? title);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = instance?.replace(/^urn:request:/, '');
    this.fields = errors;
    this.orderId = orderId;
  }
}

/** Any thrown value as an ApiError; our own mistakes read as `internal`. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const error = new ApiError({ status: 0, code: 'internal', title: String(thrown), errors: [] });
  error.cause = thrown;
  return error;
}
