import { z } from 'zod';
import { Deleted } from '../../catalog/contract.ts';
import { AccountQuery, OffsetPage, ReasonBody } from '../../http/contract.ts';
import { versionTag } from '../../http/entity-tag.ts';
import { route, type Route } from '../../http/route.ts';
import { creditReaders, creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import { assignPackage, listActivePackages } from './assignments.ts';
import * as contract from './contract.ts';
import { listPackageHistory } from './history.ts';
import { createPackage, deletePackage, setPackageStatus, updatePackage } from './publishing.ts';
import {
  getPackageVersion,
  getPublicPackage,
  listPackages,
  listPublicPackages,
  readPackageDetail,
} from './reads.ts';

const policy = { people: 'admin' } as const;

const forEverybody: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/packages',
    summary: 'The packages on offer',
    description: 'In their order. Send the `ETag` back as `If-None-Match`: 304 says that nothing changed.',
    tag: creditsTag,
    policy: { public: true },
    output: z.array(contract.Package),
    statuses: [200, 304],
    run: async (ctx: CreditsContext, { header }) => {
      const { tag, packages } = await listPublicPackages(ctx, { ifNoneMatch: header('if-none-match') });
      const headers = { ETag: tag, 'Cache-Control': 'public, max-age=0, must-revalidate' };
      return { data: packages ?? [], status: packages ? 200 : 304, headers };
    },
  }),
  // Before `/:id`, which would match it too.
  route({
    method: 'get',
    path: '/packages/active',
    summary: 'The packages that run for an account',
    tag: creditsTag,
    policy: creditReaders,
    query: AccountQuery,
    output: z.array(contract.ActivePackage),
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { principal, query }) => ({
      data: await listActivePackages(ctx, principal, query.accountId),
    }),
  }),
  route({
    method: 'get',
    path: '/packages/:id',
    summary: 'One package on offer',
    tag: creditsTag,
    policy: { public: true },
    params: contract.PackageParams,
    output: contract.Package,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { params }) => ({ data: await getPublicPackage(ctx, params.id) }),
  }),
  route({
    method: 'post',
    path: '/admin/accounts/:accountId/packages',
    summary: 'Give an account a package without payment',
    description:
      'As a purchase would: credits come at once, a term begins now or where the running one ends. 201 when given, 200 ' +
      'when replayed.',
    tag: creditsTag,
    policy: creditWriters,
    params: contract.AssignParams,
    body: contract.AssignPackageBody,
    output: contract.AssignedPackage,
    statuses: [201, 200],
    errors: ['not_found', 'conflict', 'account_closed', 'idempotency_mismatch', 'overloaded'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, params, body, idempotencyKey, requestId }) => {
      const data = await assignPackage(ctx, principal, { ...params, ...body, idempotencyKey, requestId });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
];

const forAdmins: Route<CreditsContext>[] = [
  route({
    method: 'get',
    path: '/admin/products/packages',
    summary: 'All packages, drafts and archived ones included',
    tag: creditsTag,
    policy,
    query: contract.PackageListQuery,
    output: z.array(contract.AdminPackage),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CreditsContext, { query }) => {
      const { packages, total } = await listPackages(ctx, query);
      return { data: packages, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/admin/products/packages',
    summary: 'Create a package',
    description: 'Publishes its first version. It is a draft unless `status` says otherwise.',
    tag: creditsTag,
    policy,
    body: contract.PackageDraft,
    output: contract.AdminPackageDetail,
    statuses: [201],
    errors: ['conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, body, idempotencyKey, requestId }) => {
      const created = await createPackage(ctx, principal, { body, idempotencyKey, requestId });
      const Location = `/api/admin/products/packages/${created.id}`;
      return { data: created, headers: { ...versionTag(created), Location } };
    },
  }),
  // Before `/:id`, which would match it too.
  route({
    method: 'get',
    path: '/admin/products/packages/history',
    summary: 'Changes of packages, field by field',
    description: 'Newest first. Nothing in it can be changed or deleted.',
    tag: creditsTag,
    policy,
    query: contract.PackageHistoryQuery,
    output: z.array(contract.PackageHistoryEntry),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: CreditsContext, { query }) => {
      const { entries, total } = await listPackageHistory(ctx.db, query);
      return { data: entries, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/admin/products/packages/:id',
    summary: 'One package with its versions',
    tag: creditsTag,
    policy,
    params: contract.PackageParams,
    output: contract.AdminPackageDetail,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { params }) => {
      const data = await readPackageDetail(ctx.db, params.id);
      return { data, headers: versionTag(data) };
    },
  }),
  route({
    method: 'get',
    path: '/admin/products/packages/:id/versions/:version',
    summary: 'What one version of a package holds',
    tag: creditsTag,
    policy,
    params: contract.PackageVersionParams,
    output: contract.PackageVersionContent,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: CreditsContext, { params }) => ({
      data: await getPackageVersion(ctx, params.id, params.version),
    }),
  }),
  route({
    method: 'put',
    path: '/admin/products/packages/:id',
    summary: 'Publish a new version of a package',
    description:
      'Takes the whole content; `priority`, `sortOrder` and `status` keep their value where they are left out. Needs ' +
      '`If-Match: <version>` with the version you edited. It is for those who get the package from now on; unchanged ' +
      'content publishes nothing.',
    tag: creditsTag,
    policy,
    params: contract.PackageParams,
    body: contract.PackageUpdate,
    output: contract.AdminPackageDetail,
    statuses: [200],
    errors: ['not_found', 'package_in_use', 'version_conflict'],
    versioned: true,
    run: async (ctx: CreditsContext, { principal, params, body, header, requestId }) => {
      const input = { id: params.id, ifMatch: header('if-match'), body, requestId };
      const data = await updatePackage(ctx, principal, input);
      return { data, headers: versionTag(data) };
    },
  }),
  route({
    method: 'patch',
    path: '/admin/products/packages/:id/status',
    summary: 'Show, hide or retire a package',
    description: 'Who has an archived package keeps it.',
    tag: creditsTag,
    policy,
    params: contract.PackageParams,
    body: contract.PackageStatusUpdate,
    output: contract.AdminPackageDetail,
    statuses: [200],
    errors: ['not_found', 'package_in_use', 'version_conflict'],
    run: async (ctx: CreditsContext, { principal, params, body, requestId }) => {
      const data = await setPackageStatus(ctx, principal, { id: params.id, ...body, requestId });
      return { data, headers: versionTag(data) };
    },
  }),
  route({
    method: 'delete',
    path: '/admin/products/packages/:id',
    summary: 'Delete a package that nobody has had',
    tag: creditsTag,
    policy,
    params: contract.PackageParams,
    body: ReasonBody,
    output: Deleted,
    statuses: [200],
    errors: ['not_found', 'package_in_use'],
    run: async (ctx: CreditsContext, { principal, params, body, requestId }) => {
      await deletePackage(ctx, principal, { id: params.id, ...body, requestId });
      return { data: { deleted: true as const } };
    },
  }),
];

export const packageRoutes: Route<CreditsContext>[] = [...forEverybody, ...forAdmins];
