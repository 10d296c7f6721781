/**
 * Who may call what, written by hand from docs and design, not from the code: a route without a line fails the test,
 * and so does a line that the code does not keep.
 *
 * `in`: let in, whatever comes of the request. 401 and 403: refused as `unauthenticated` or `forbidden`.
 * user: anybody who is signed in. demoted: was an admin a moment ago. ended: an admin who signed out. expired: an
 * admin's token of yesterday. gone: a revoked API key. bare: an API key without any scope. scope: the one that lets
 * an API key in; each of the others must not.
 */
export const matrix = `
route                                                        nobody user other admin demoted ended expired gone bare scope
GET    /plans                                                in     in   in    in    in      in    in      in   in   -
POST   /auth/register                                        in     in   in    in    in      in    in      in   in   -
POST   /auth/login                                           in     in   in    in    in      in    in      in   in   -
POST   /auth/refresh                                         401    401  401   401   401     401   401     401  401  -
GET    /auth/me                                              401    in   in    in    in      401   401     401  403  -
PATCH  /auth/me                                              401    in   in    in    in      401   401     401  403  -
POST   /auth/password                                        401    in   in    in    in      401   401     401  403  -
POST   /usage/record                                         401    403  403   in    403     401   401     401  403  usage:write
POST   /usage/record/batch                                   401    403  403   in    403     401   401     401  403  usage:write
POST   /usage/reservations                                   401    403  403   in    403     401   401     401  403  usage:write
POST   /usage/reservations/:id/commit                        401    403  403   in    403     401   401     401  403  usage:write
POST   /usage/reservations/:id/release                       401    403  403   in    403     401   401     401  403  usage:write
POST   /usage/records/:id/void                               401    403  403   in    403     401   401     401  403  usage:write
GET    /usage/check-quota/:featureCode                       401    in   in    in    in      401   401     401  403  usage:read
POST   /usage/check-quota                                    401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/reservations                                   401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/explain/:featureCode                           401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/records/export                                 401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/quota-overview                                 401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/records                                        401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/statistics                                     401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/alerts                                         401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/alerts/unsent                                  401    in   in    in    in      401   401     401  403  usage:read
GET    /usage/alerts/statistics                              401    in   in    in    in      401   401     401  403  usage:read
PUT    /usage/alerts/read-all                                401    in   in    in    in      401   401     401  403  usage:read
PUT    /usage/alerts/:id/read                                401    in   in    in    in      401   401     401  403  usage:read
PUT    /usage/alerts/:id/mark-sent                           401    in   in    in    in      401   401     401  403  usage:read
GET    /admin/accounts                                       401    403  403   in    403     401   401     401  403  accounts:read
GET    /admin/accounts/:accountId                            401    403  403   in    403     401   401     401  403  accounts:read
PUT    /admin/accounts/:accountId                            401    403  403   in    403     401   401     401  403  accounts:write
POST   /admin/accounts/:accountId/plan                       401    403  403   in    403     401   401     401  403  accounts:write
PUT    /admin/accounts/:accountId/overrides/:featureCode     401    403  403   in    403     401   401     401  403  accounts:write
DELETE /admin/accounts/:accountId/overrides/:featureCode     401    403  403   in    403     401   401     401  403  accounts:write
POST   /admin/accounts/:accountId/usage/reset                401    403  403   in    403     401   401     401  403  accounts:write
POST   /admin/api-keys                                       401    403  403   in    403     401   401     401  403  -
GET    /admin/api-keys                                       401    403  403   in    403     401   401     401  403  -
DELETE /admin/api-keys/:id                                   401    403  403   in    403     401   401     401  403  -
GET    /admin/audit                                          401    403  403   in    403     401   401     401  403  -
GET    /admin/insights/overview                              401    403  403   in    403     401   401     401  403  -
GET    /admin/products/plans                                 401    403  403   in    403     401   401     401  403  -
POST   /admin/products/plans                                 401    403  403   in    403     401   401     401  403  -
PUT    /admin/products/plans/order                           401    403  403   in    403     401   401     401  403  -
GET    /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  -
GET    /admin/products/plans/:id/versions/:version           401    403  403   in    403     401   401     401  403  -
PUT    /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  -
POST   /admin/products/plans/:id/preview                     401    403  403   in    403     401   401     401  403  -
PATCH  /admin/products/plans/:id/status                      401    403  403   in    403     401   401     401  403  -
DELETE /admin/products/plans/:id                             401    403  403   in    403     401   401     401  403  -
GET    /admin/products/history                               401    403  403   in    403     401   401     401  403  -
GET    /admin/products/features                              401    403  403   in    403     401   401     401  403  -
POST   /admin/products/features                              401    403  403   in    403     401   401     401  403  -
PUT    /admin/products/features/:code                        401    403  403   in    403     401   401     401  403  -
PATCH  /admin/products/features/:code/status                 401    403  403   in    403     401   401     401  403  -
DELETE /admin/products/features/:code                        401    403  403   in    403     401   401     401  403  -
POST   /auth/logout                                          in     in   in    in    in      in    in      in   in   -
`;

export interface MatrixLine {
  /** `POST /usage/record` */
  route: string;
  /** By who calls: `in`, `401` or `403`. */
  expected: Record<string, string>;
  scope: string | undefined;
}

/** The lines in their order; signing out stands last, since it ends the sessions that the others need. */
export function readMatrix(): MatrixLine[] {
  const [head = '', ...lines] = matrix.trim().split('\n');
  const [, ...callers] = head.trim().split(/\s+/);
  return lines.map((line) => {
    const [method = '', path = '', ...cells] = line.trim().split(/\s+/);
    const expected = Object.fromEntries(callers.map((caller, index) => [caller, cells[index] ?? '']));
    const { scope, ...rest } = expected;
    return { route: `${method} ${path}`, expected: rest, scope: scope === '-' ? undefined : scope };
  });
}
