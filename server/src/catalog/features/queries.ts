import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import {
  FeatureCode,
  type Feature,
  type FeatureDraft,
  type FeatureKind,
  type FeatureStatus,
} from '../contract.ts';
import type { KnownFeature } from '../plans/content.ts';

export interface FeatureRow extends Omit<Feature, 'archivedAt' | 'createdAt' | 'updatedAt'> {
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const selectFeatures = sql`
  select f.code, f.name, f.description, f.unit, f.kind,
    f.archived_at as "archivedAt", f.created_at as "createdAt", f.updated_at as "updatedAt",
    array(
      select p.code from public.plans p
      where exists (
        select from public.plan_versions v
        join public.plan_features pf on pf.plan_version_id = v.id
        where v.plan_id = p.id and pf.feature_code = f.code
      )
      order by p.sort_order, p.code
    ) as plans
  from public.features f`;

export async function findFeature(db: Database | Tx, code: string): Promise<FeatureRow | undefined> {
  // What can't be a code may also hold what Postgres refuses to read, such as NUL.
  if (!FeatureCode.safeParse(code).success) return undefined;
  const { rows } = await sql<FeatureRow>`${selectFeatures} where f.code = ${code}`.execute(db);
  return rows[0];
}

/** Features by code, with the number of all that match. */
export async function listFeatureRows(
  db: Database,
  {
    limit,
    offset,
    q = '',
    status,
  }: { limit: number; offset: number; q?: string | undefined; status?: FeatureStatus | undefined },
): Promise<{ rows: FeatureRow[]; total: number }> {
  const matching = sql`
    where (${status ?? null}::text is null or (f.archived_at is not null) = (${status ?? null} = 'archived'))
      and (strpos(f.code, lower(${q})) > 0
        or strpos(lower(f.name ->> 'en'), lower(${q})) > 0
        or strpos(lower(f.name ->> 'zh-CN'), lower(${q})) > 0)`;
  const [page, count] = await Promise.all([
    sql<FeatureRow>`${selectFeatures} ${matching} order by f.code limit ${limit} offset ${offset}`.execute(
      db,
    ),
    sql<{ total: number }>`select count(*) as total from public.features f ${matching}`.execute(db),
  ]);
  return { rows: page.rows, total: count.rows[0]?.total ?? 0 };
}

/** False where the code is taken. */
export async function insertFeature(tx: Tx, feature: FeatureDraft): Promise<boolean> {
  const { rows } = await sql`
    insert into public.features (code, name, description, unit, kind)
    values (
      ${feature.code}, ${JSON.stringify(feature.name)}::jsonb, ${jsonOrNull(feature.description)}::jsonb,
      ${feature.unit}, ${feature.kind}
    )
    on conflict (code) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function updateFeatureRow(
  tx: Tx,
  code: string,
  feature: Omit<FeatureDraft, 'code'>,
): Promise<void> {
  await sql`
    update public.features
    set name = ${JSON.stringify(feature.name)}::jsonb, description = ${jsonOrNull(feature.description)}::jsonb,
      unit = ${feature.unit}, kind = ${feature.kind}, updated_at = clock_timestamp()
    where code = ${code}`.execute(tx);
}

export async function updateFeatureStatus(tx: Tx, code: string, status: FeatureStatus): Promise<void> {
  await sql`
    update public.features
    set archived_at = case ${status} when 'archived' then clock_timestamp() end, updated_at = clock_timestamp()
    where code = ${code}`.execute(tx);
}

export async function deleteFeatureRow(tx: Tx, code: string): Promise<void> {
  await sql`delete from public.features where code = ${code}`.execute(tx);
}

/** Those of the features that exist; with `lock` they stay as they are until the transaction ends. */
export async function readKnownFeatures(
  db: Database | Tx,
  codes: readonly string[],
  { lock }: { lock: boolean },
): Promise<Map<string, KnownFeature>> {
  const { rows } = await sql<{ code: string; kind: FeatureKind; isArchived: boolean }>`
    select code, kind, archived_at is not null as "isArchived" from public.features where code = any(${codes}) order by code
    ${lock ? sql`for share` : sql``}`.execute(db);
  return new Map(rows.map(({ code, ...feature }) => [code, feature]));
}

/** Plans that have the feature in their current version, drafts left out. */
export async function listPlansShowing(tx: Tx, code: string): Promise<{ id: string; version: number }[]> {
  const { rows } = await sql<{ id: string; version: number }>`
    select p.id, p.current_version as version
    from public.plans p
    join public.plan_versions v on v.plan_id = p.id and v.version = p.current_version
    join public.plan_features pf on pf.plan_version_id = v.id
    where pf.feature_code = ${code} and p.status <> 'draft'
    order by p.id`.execute(tx);
  return rows;
}

function jsonOrNull(value: object | null | undefined): string | null {
  return value ? JSON.stringify(value) : null;
}
