/**
 * Every error the product can answer with, in one table: the stable `code` of a problem, its HTTP status and
 * title, and, where a Postgres function raises it, its SQLSTATE (`MS` for Meterstone, then three that tell).
 * `docs/errors.md` is generated from this table.
 */
export const errorCodes = {
  bad_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'Sign in or send a valid token' },
  insufficient_credits: { status: 402, title: 'Not enough credits', sqlstate: 'MSICR' },
  payment_failed: { status: 402, title: 'The payment failed' },
  forbidden: { status: 403, title: 'You are not allowed to do this' },
  read_only: { status: 403, title: 'You are only viewing this account' },
  feature_not_in_plan: { status: 403, title: 'The feature is not part of the plan', sqlstate: 'MSFNP' },
  subscription_inactive: { status: 403, title: 'The subscription is not active' },
  not_found: { status: 404, title: 'Not found', sqlstate: 'MSNOF' },
  account_unknown: { status: 404, title: 'There is no such account', sqlstate: 'MSAUN' },
  feature_unknown: { status: 404, title: 'There is no such feature', sqlstate: 'MSFUN' },
  method_not_allowed: { status: 405, title: 'This cannot be done here' },
  conflict: { status: 409, title: 'The state does not allow this', sqlstate: 'MSCON' },
  already_voided: { status: 409, title: 'The record is already voided', sqlstate: 'MSVOI' },
  reservation_closed: { status: 409, title: 'The reservation is already closed', sqlstate: 'MSRCL' },
  return_exceeds: { status: 409, title: 'That is more than is left of the use to return', sqlstate: 'MSRET' },
  refund_exceeds: { status: 409, title: 'That is more than is left to give back', sqlstate: 'MSREX' },
  account_closed: { status: 409, title: 'The account is closed', sqlstate: 'MSCLO' },
  order_under_way: { status: 409, title: 'Money of an order is on its way', sqlstate: 'MSOUW' },
  last_admin: { status: 409, title: 'The last administrator can not leave' },
  order_not_payable: { status: 409, title: 'The order can not be paid any more' },
  payment_processing: { status: 409, title: 'A payment is on its way' },
  price_changed: { status: 409, title: 'The price is another by now' },
  subscription_exists: { status: 409, title: 'There is a subscription already' },
  refund_whole_only: { status: 409, title: 'This provider gives back the whole sum only' },
  plan_on_request: { status: 409, title: 'The plan is not sold online', sqlstate: 'MSREQ' },
  plan_in_use: { status: 409, title: 'The plan is in use' },
  package_in_use: { status: 409, title: 'The package is in use' },
  feature_in_use: { status: 409, title: 'The feature is in use' },
  version_conflict: { status: 412, title: 'Somebody else saved first', sqlstate: 'MSVER' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'Send JSON' },
  invalid_input: { status: 422, title: 'Some fields are not valid', sqlstate: 'MSINV' },
  action_unknown: { status: 422, title: 'There is no price for such an action', sqlstate: 'MSACT' },
  idempotency_mismatch: {
    status: 422,
    title: 'This idempotency key was used for another request',
    sqlstate: 'MSIDM',
  },
  quota_exceeded: { status: 429, title: 'The quota does not have that much left', sqlstate: 'MSQEX' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Too much is waiting' },
  unavailable: { status: 503, title: 'The service is not available right now' },
} as const satisfies Record<string, { status: number; title: string; sqlstate?: string }>;

export type ErrorCode = keyof typeof errorCodes;
