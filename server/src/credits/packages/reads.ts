import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { entityTagOf, matchesEntityTag } from '../../http/entity-tag.ts';
import { AppError } from '../../lib/app-error.ts';
import type { CreditsContext } from '../context.ts';
import type { AdminPackage, AdminPackageDetail, Package, PackageVersionContent } from './contract.ts';
import { findPackage, listPackageRows, listPackageVersions, type PackageRow } from './queries.ts';

/** More than anybody offers. */
const most = 200;

/** The active packages in order; `packages` is absent where the caller has them already. */
export async function listPublicPackages(
  ctx: CreditsContext,
  { ifNoneMatch }: { ifNoneMatch: string | undefined },
): Promise<{ tag: string; packages?: Package[] }> {
  const { rows } = await listPackageRows(ctx.db, { status: 'active', limit: most, offset: 0 });
  const packages = rows.map(toPackage);
  const tag = entityTagOf(packages);
  return matchesEntityTag(ifNoneMatch, tag) ? { tag } : { tag, packages };
}

/** One that is on offer. Errors: `not_found`, also for one that is not. */
export async function getPublicPackage(ctx: CreditsContext, id: string): Promise<Package> {
  const row = await findPackage(ctx.db, id);
  if (row?.status !== 'active') throw noSuchPackage();
  return toPackage(row);
}

export async function listPackages(
  ctx: CreditsContext,
  filter: Parameters<typeof listPackageRows>[1],
): Promise<{ packages: AdminPackage[]; total: number }> {
  const { rows, total } = await listPackageRows(ctx.db, filter);
  return { packages: rows.map(toAdminPackage), total };
}

/** One package with its versions, as this transaction sees it. Errors: `not_found`. */
export async function readPackageDetail(db: Database | Tx, id: string): Promise<AdminPackageDetail> {
  const row = await requirePackage(db, id);
  const versions = await listPackageVersions(db, row.id);
  return {
    ...toAdminPackage(row),
    versions: versions.map(({ version, publishedAt, actor, reason }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
      actor,
      reason,
    })),
  };
}

/** What one version of a package holds, `version` as it stood in the URL. Errors: `not_found`. */
export async function getPackageVersion(
  ctx: CreditsContext,
  id: string,
  version: string,
): Promise<PackageVersionContent> {
  // Nine digits fit the column's type.
  const isVersion = /^[1-9]\d{0,8}$/.test(version);
  const [row] = isVersion ? await listPackageVersions(ctx.db, id, Number(version)) : [];
  if (!row) throw new AppError('not_found', { detail: 'There is no such version of a package' });
  return { ...row, publishedAt: row.publishedAt.toISOString() };
}

/** Errors: `not_found`. */
export async function requirePackage(db: Database | Tx, id: string): Promise<PackageRow> {
  const row = await findPackage(db, id);
  if (!row) throw noSuchPackage();
  return row;
}

function noSuchPackage(): AppError {
  return new AppError('not_found', { detail: 'There is no such package' });
}

function toPackage(row: PackageRow): Package {
  const { id, code, name, description, version, credits, validityDays, dailyCredits, prices } = row;
  return { id, code, name, description, version, credits, validityDays, dailyCredits, prices };
}

function toAdminPackage({ createdAt, updatedAt, ...row }: PackageRow): AdminPackage {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
