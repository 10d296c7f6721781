import { sql } from 'kysely';
import { byNumber, paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { instant, type Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { isUuid } from '../../lib/ids.ts';
import type { AdminPackage, PackageDraft, PackageStatus, PackageVersionContent } from './contract.ts';

/** A package with the content of its current version. */
export interface PackageRow extends Omit<AdminPackage, 'createdAt' | 'updatedAt'> {
  createdAt: Date;
  updatedAt: Date;
}

/** What one version holds; the shape that publish_package_version.sql reads. */
export type PackageContent = Required<
  Pick<PackageDraft, 'name' | 'description' | 'credits' | 'validityDays' | 'prices' | 'priority'>
> & { dailyCredits: number | null };

function selectPackages(db: Database | Tx) {
  return db
    .selectFrom('packages as package')
    .innerJoin('v_package_contents as content', (join) =>
      join
        .onRef('content.package_id', '=', 'package.id')
        .onRef('content.version', '=', 'package.current_version'),
    )
    .select(['package.id', 'package.code', 'package.status', 'package.sort_order as sortOrder'])
    .select(['package.created_at as createdAt', 'package.updated_at as updatedAt', 'content.version'])
    .select(['content.name', 'content.description', 'content.prices', 'content.credits', 'content.priority'])
    .select(['content.validity_days as validityDays', 'content.daily_credits as dailyCredits'])
    .select(
      sql<number>`(
        select count(*) from public.user_packages as running
        where running.package_id = package.id and running.ends_at > now()
      )`.as('holders'),
    )
    .$castTo<PackageRow>();
}

export async function findPackage(db: Database | Tx, id: string): Promise<PackageRow | undefined> {
  return isUuid(id) ? selectPackages(db).where('package.id', '=', id).executeTakeFirst() : undefined;
}

interface PackageFilter extends PageOf {
  /** Part of a code or name, in either language and any case. */
  q?: string | undefined;
  status?: PackageStatus | undefined;
}

/** Packages in the order in which they are shown, with the number of all that match. */
export function listPackageRows(
  db: Database,
  { q = '', status, ...page }: PackageFilter,
): Promise<{ rows: PackageRow[]; total: number }> {
  let inOrder = selectPackages(db)
    .where(
      sql<boolean>`(strpos(package.code, lower(${q})) > 0
        or strpos(lower(content.name ->> 'en'), lower(${q})) > 0
        or strpos(lower(content.name ->> 'zh-CN'), lower(${q})) > 0)`,
    )
    .orderBy('package.sort_order')
    .orderBy(byNumber('package.code'));
  if (status) inOrder = inOrder.where('package.status', '=', status);
  return paged(inOrder, page);
}

export type VersionRow = Omit<PackageVersionContent, 'publishedAt'> & { publishedAt: Date };

/** All versions of a package, newest first, or the one asked for. */
export async function listPackageVersions(
  db: Database | Tx,
  packageId: string,
  version?: number,
): Promise<VersionRow[]> {
  if (!isUuid(packageId)) return [];
  const { rows } = await sql<VersionRow>`
    select package.id as "packageId", package.code, content.version, content.published_at as "publishedAt",
      public.told_actor(content.actor) as actor, content.reason, content.name, content.description,
      content.credits, content.priority, content.validity_days as "validityDays",
      content.daily_credits as "dailyCredits", content.prices
    from public.packages as package
    join public.v_package_contents as content on content.package_id = package.id
    where package.id = ${packageId} and content.version = coalesce(${version ?? null}::int, content.version)
    order by content.version desc`.execute(db);
  return rows;
}

/** Inserts a package that has no version yet; false where the code is taken. */
export async function insertPackage(
  tx: Tx,
  input: { id: string; code: string; status: PackageStatus; sortOrder: number; at: Date | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    insert into public.packages (id, code, status, sort_order, current_version, created_at, updated_at)
    select ${input.id}, ${input.code}, ${input.status}, ${input.sortOrder}, 0, at, at
    from (select ${instant(input.at)} as at) as made
    on conflict (code) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function updatePackageAttributes(
  tx: Tx,
  id: string,
  { status, sortOrder }: { status: PackageStatus; sortOrder: number },
): Promise<void> {
  await sql`
    update public.packages
    set status = ${status}, sort_order = ${sortOrder}, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx);
}

/** See publish_package_version.sql for locks and errors. */
export async function publishPackageVersion(
  tx: Tx,
  input: {
    packageId: string;
    expectedVersion: number;
    content: PackageContent;
    actor: Actor;
    reason: string | null;
    at?: Date | undefined;
  },
): Promise<void> {
  await sql`
    select public.publish_package_version(
      p_package_id => ${input.packageId}, p_expected_version => ${input.expectedVersion},
      p_content => ${JSON.stringify(input.content)}::jsonb, p_actor => ${JSON.stringify(input.actor)}::jsonb,
      p_reason => ${input.reason}, p_now => ${instant(input.at)}
    )`.execute(tx);
}

/** Whether any account has it, or had it. */
export async function isPackageInUse(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select from public.user_packages where package_id = ${id}) as is`.execute(tx);
  return rows[0]?.is === true;
}

export async function deletePackageRow(tx: Tx, id: string): Promise<void> {
  await sql`delete from public.packages where id = ${id}`.execute(tx);
}
