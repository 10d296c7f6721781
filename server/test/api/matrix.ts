import type { Scope } from '../../src/http/access/scopes.ts';

/**
 * Who may call what, written by hand from docs and design, not from the code: a route without a line fails the test,
 * and so does a line that the code does not keep.
 *
 * `in`: let in, whatever comes of the request. 401 and 403: refused as `unauthenticated` or `forbidden`; ro: as
 * `read_only`.
 * user: anybody who is signed in. demoted: was an admin a moment ago. ended: an admin who signed out. expired: an
 * admin's token of yesterday. gone: a revoked API key. bare: an API key without any scope. The next six: a key with
 * one scope alone, usage, accounts or credits, write or read. viewer: an admin who looks at Ann's pages.
 */
const matrix = `
route                                                        nobody user other admin demoted ended expired gone bare uw  ur  aw  ar  cw  cr  viewer
GET    /plans                                                in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
POST   /auth/register                                        in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
POST   /auth/login                                           in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
POST   /auth/refresh                                         401    401  401   401   401     401   401     401  401  401 401 401 401 401 401 401
GET    /auth/me                                              401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
PATCH  /auth/me                                              401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /auth/password                                        401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
GET    /auth/closing                                         401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
POST   /auth/closing                                         401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /usage/record                                         401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
POST   /usage/record/batch                                   401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
POST   /usage/reservations                                   401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
POST   /usage/reservations/:id/commit                        401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
POST   /usage/reservations/:id/release                       401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
POST   /usage/records/:id/void                               401    403  403   in    403     401   401     401  403  in  403 403 403 403 403 ro
GET    /usage/check-quota/:featureCode                       401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
POST   /usage/check-quota                                    401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 ro
GET    /usage/reservations                                   401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/explain/:featureCode                           401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/records/export                                 401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/quota-overview                                 401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/plan-change                                    401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/time-zone                                      401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/records                                        401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/statistics                                     401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/breakdown                                      401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/elastic                                        401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
PUT    /usage/elastic/:featureCode                           401    in   in    in    in      401   401     401  403  in  403 403 403 403 403 ro
GET    /usage/alerts                                         401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/alerts/by-period                               401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/alerts/unsent                                  401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
GET    /usage/alerts/statistics                              401    in   in    in    in      401   401     401  403  403 in  403 403 403 403 in
PUT    /usage/alerts/read-all                                401    in   in    in    in      401   401     401  403  in  403 403 403 403 403 ro
PUT    /usage/alerts/:id/read                                401    in   in    in    in      401   401     401  403  in  403 403 403 403 403 ro
PUT    /usage/alerts/:id/mark-sent                           401    in   in    in    in      401   401     401  403  in  403 403 403 403 403 ro
POST   /credits/use                                          401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
GET    /credits/balance                                      401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
POST   /credits/reservations                                 401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /credits/reservations/:id/commit                      401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /credits/reservations/:id/release                     401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /credits/transactions/:id/return                      401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
GET    /credits/transactions                                 401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
GET    /credits/transactions/export                          401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
GET    /credits/prices                                       401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
GET    /credits/notices                                      401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
GET    /orders                                               401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
POST   /orders/create                                        401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /orders                                               401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
GET    /orders/:id                                           401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
GET    /admin/orders                                         401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/orders/statistics                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/orders/export                                  401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/orders/:id                                     401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /payments                                             401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /orders/:id/pay                                       401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /orders/:id/cancel                                    401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
GET    /payments/providers                                   in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
GET    /payments/:requestId                                  401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
GET    /packages                                             in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
GET    /packages/active                                      401    in   in    in    in      401   401     401  403  403 403 403 403 403 in  in
GET    /packages/:id                                         in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
POST   /admin/accounts/:accountId/packages                   401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /admin/orders/:id/refund/preview                      401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/orders/:id/refund                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/payments/inbox                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/payments/inbox/:id/replay                      401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/payments/inbox/:id/attach                      401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/payments/inbox/:id/dismiss                     401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/payments/refusals                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/packages                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/products/packages                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/packages/history                      401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/packages/:id                          401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/packages/:id/versions/:version        401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PUT    /admin/products/packages/:id                          401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PATCH  /admin/products/packages/:id/status                   401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
DELETE /admin/products/packages/:id                          401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/credits/grant                                  401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /admin/credits/revoke                                 401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
POST   /admin/credits/grants/import                          401    403  403   in    403     401   401     401  403  403 403 403 403 in  403 ro
GET    /admin/credits/accounts                               401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/credits/prices                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PUT    /admin/credits/prices                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/credits/prices/history                         401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/accounts                                       401    403  403   in    403     401   401     401  403  403 403 403 in  403 403 ro
GET    /admin/accounts/:accountId                            401    403  403   in    403     401   401     401  403  403 403 403 in  403 403 ro
PUT    /admin/accounts/:accountId                            401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
POST   /admin/accounts/:accountId/view                       401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/accounts/:accountId/plan                       401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
POST   /admin/accounts/plan                                  401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
POST   /admin/accounts/plan/preview                          401    403  403   in    403     401   401     401  403  403 403 403 in  403 403 ro
PUT    /admin/accounts/:accountId/overrides/:featureCode     401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
DELETE /admin/accounts/:accountId/overrides/:featureCode     401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
POST   /admin/accounts/:accountId/usage/reset                401    403  403   in    403     401   401     401  403  403 403 in  403 403 403 ro
POST   /admin/api-keys                                       401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/api-keys                                       401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
DELETE /admin/api-keys/:id                                   401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/audit                                          401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/insights/overview                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/jobs                                           401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/jobs/:name/run                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/plans                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/products/plans                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PUT    /admin/products/plans/order                           401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/plans/:id/versions/:version           401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PUT    /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/products/plans/:id/preview                     401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PATCH  /admin/products/plans/:id/status                      401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
DELETE /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/history                               401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/products/features                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/products/features                              401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PUT    /admin/products/features/:code                        401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
PATCH  /admin/products/features/:code/status                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
DELETE /admin/products/features/:code                        401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /admin/health/report                                  401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/health/run                                     401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
POST   /admin/health/repairs                                 401    403  403   in    403     401   401     401  403  403 403 403 403 403 403 ro
GET    /auth/sessions                                        401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 in
DELETE /auth/sessions/:id                                    401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
DELETE /auth/sessions                                        401    in   in    in    in      401   401     401  403  403 403 403 403 403 403 ro
POST   /auth/logout                                          in     in   in    in    in      in    in      in   in   in  in  in  in  in  in  in
`;

/** The keys of one scope by the names of their columns. */
export const scopeOfColumn = {
  uw: 'usage:write',
  ur: 'usage:read',
  aw: 'accounts:write',
  ar: 'accounts:read',
  cw: 'credits:write',
  cr: 'credits:read',
} as const satisfies Record<string, Scope>;

export interface MatrixLine {
  /** `POST /usage/record` */
  route: string;
  /** By who calls: `in`, `401` or `403`. */
  expected: Record<string, string>;
}

/** The lines in their order; signing out stands last, since it ends the sessions that the others need. */
export function readMatrix(): MatrixLine[] {
  const [head = '', ...lines] = matrix.trim().split('\n');
  const [, ...callers] = head.trim().split(/\s+/);
  return lines.map((line) => {
    const [method = '', path = '', ...cells] = line.trim().split(/\s+/);
    const expected = Object.fromEntries(callers.map((caller, index) => [caller, cells[index] ?? '']));
    return { route: `${method} ${path}`, expected };
  });
}
