import { Deleted } from '@meterstone/server/contract/catalog';
import {
  AdminPackage,
  AdminPackageDetail,
  PackageHistoryEntry,
  type PackageDraft,
  type PackageStatus,
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

/** The latest changes of one package, newest first. */
export function packageHistoryQuery(packageId: string) {
  return queryOptions({
    queryKey: ['admin', 'packages', 'history', packageId],
    queryFn: ({ signal }) =>
      callPage({
        path: '/admin/products/packages/history',
        query: { packageId, limit: 20, offset: 0 },
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

export function setPackageStatus(id: string, status: PackageStatus): Promise<AdminPackageDetail> {
  const output = AdminPackageDetail;
  return thenRefetch(
    call({ method: 'PATCH', path: path`/admin/products/packages/${id}/status`, body: { status }, output }),
  );
}

/** Errors: `package_in_use` where an account has or had it. */
export async function deletePackage(id: string): Promise<void> {
  await thenRefetch(call({ method: 'DELETE', path: path`/admin/products/packages/${id}`, output: Deleted }));
}
