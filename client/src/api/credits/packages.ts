import { Deleted, type PlanStatusUpdate } from '@meterstone/server/contract/catalog';
import {
  AdminPackage,
  AdminPackageDetail,
  PackageHistoryEntry,
  type PackageDraft,
  type PackageUpdate,
} from '@meterstone/server/contract/credits/packages';
import { queryOptions } from '@tanstack/react-query';
import { callAll } from '../http/call-all.ts';
import { call, callPage, path } from '../http/client.ts';
import { thenRefetch } from '../then-refetch.ts';

/** All packages in order, drafts and archived ones too: few enough to be searched here. */
export const packageListQuery = queryOptions({
  queryKey: ['admin', 'packages', 'list'],
  queryFn: ({ signal }) => callAll('/admin/products/packages', AdminPackage, signal),
});

export function packageQuery(id: string) {
  return queryOptions({
    queryKey: ['admin', 'packages', 'one', id],
    queryFn: ({ signal }) =>
      call({ path: path`/admin/products/packages/${id}`, output: AdminPackageDetail, signal }),
  });
}

/** The changes of one package, or of all and of those that are gone; newest first. */
export function packageHistoryQuery(filter: { packageId?: string; limit: number; offset: number }) {
  return queryOptions({
    queryKey: ['admin', 'packages', 'history', filter.packageId ?? null, filter],
    queryFn: ({ signal }) =>
      callPage({
        path: '/admin/products/packages/history',
        query: filter,
        output: PackageHistoryEntry,
        signal,
      }),
  });
}

/** With the same key again, the package that was created before. Errors: `conflict` where the code is taken. */
export function createPackage(body: PackageDraft, idempotencyKey: string): Promise<AdminPackageDetail> {
  const headers = { 'idempotency-key': idempotencyKey };
  const output = AdminPackageDetail;
  return thenRefetch(call({ method: 'POST', path: '/admin/products/packages', body, headers, output }));
}

/** Publishes the next version after `version`. Errors: `version_conflict` where somebody else did first. */
export function publishPackage(
  id: string,
  version: number,
  body: PackageUpdate,
): Promise<AdminPackageDetail> {
  return thenRefetch(
    call({
      method: 'PUT',
      path: path`/admin/products/packages/${id}`,
      headers: { 'if-match': `"${version}"` },
      body,
      output: AdminPackageDetail,
    }),
  );
}

/** Errors: `version_conflict` where it has not the status that was seen. */
export function setPackageStatus(id: string, body: PlanStatusUpdate): Promise<AdminPackageDetail> {
  const output = AdminPackageDetail;
  return thenRefetch(
    call({ method: 'PATCH', path: path`/admin/products/packages/${id}/status`, body, output }),
  );
}

/** Errors: `package_in_use` where an account has or had it. */
export async function deletePackage(id: string, reason: string | undefined): Promise<void> {
  await thenRefetch(
    call({ method: 'DELETE', path: path`/admin/products/packages/${id}`, body: { reason }, output: Deleted }),
  );
}
