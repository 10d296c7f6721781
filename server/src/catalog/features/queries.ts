import { sql } from 'kysely';
import { byNumber, paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { instant, type Tx } from '../../db/transaction.ts';
import {
  FeatureCode,
  type Feature,
  type FeatureDraft,
  type FeatureKind,
  type FeatureStatus,
} from '../contract.ts';

export interface FeatureRow extends Omit<Feature, 'archivedAt' | 'createdAt' | 'updatedAt'> {
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

function selectFeatures(db: Database) {
  const plans = sql`array(
    select plan.code from public.plans as plan
    where exists (
      select from public.plan_versions as version
      join public.plan_features as has on has.plan_version_id = version.id
      where version.plan_id = plan.id and has.feature_code = feature.code
    )
    order by plan.sort_order, plan.code collate public.by_number
  )`;
  return db
    .selectFrom('features as feature')
    .select(['feature.code', 'feature.name', 'feature.description', 'feature.unit', 'feature.kind'])
    .select(['archived_at as archivedAt', 'created_at as createdAt', 'updated_at as updatedAt'])
    .select(plans.as('plans'))
    .$castTo<FeatureRow>();
}

export async function findFeature(db: Database, code: string): Promise<FeatureRow | undefined> {
  // What can't be a code may also hold what Postgres refuses to read, such as NUL.
  if (!FeatureCode.safeParse(code).success) return undefined;
  return selectFeatures(db).where('feature.code', '=', code).executeTakeFirst();
}

interface FeatureFilter extends PageOf {
  /** Part of a code or name, in either language and any case. */
  q?: string | undefined;
  status?: FeatureStatus | undefined;
}

/** Features by code, with the number of all that match. */
export function listFeatureRows(
  db: Database,
  { q = '', status, ...page }: FeatureFilter,
): Promise<{ rows: FeatureRow[]; total: number }> {
  let byCode = selectFeatures(db)
    .where(
      sql<boolean>`(strpos(feature.code, lower(${q})) > 0
        or strpos(lower(feature.name ->> 'en'), lower(${q})) > 0
        or strpos(lower(feature.name ->> 'zh-CN'), lower(${q})) > 0)`,
    )
    .orderBy(byNumber('feature.code'));
  if (status) byCode = byCode.where('archived_at', status === 'archived' ? 'is not' : 'is', null);
  return paged(byCode, page);
}

/** False where the code is taken. */
export async function insertFeature(tx: Tx, feature: FeatureDraft, at?: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into public.features (code, name, description, unit, kind, created_at, updated_at)
    select
      ${feature.code}, ${JSON.stringify(feature.name)}::jsonb, ${jsonOrNull(feature.description)}::jsonb,
      ${JSON.stringify(feature.unit)}::jsonb, ${feature.kind}, at, at
    from (select ${instant(at)} as at) as made
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
      unit = ${JSON.stringify(feature.unit)}::jsonb, kind = ${feature.kind}, updated_at = clock_timestamp()
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

/** What decides whether and how a plan can have a feature. */
export interface KnownFeature {
  kind: FeatureKind;
  isArchived: boolean;
}

/** Those of the features that exist; with `lock` they stay as they are until the transaction ends. */
export async function readKnownFeatures(
  db: Database | Tx,
  codes: readonly string[],
  { lock }: { lock: boolean },
): Promise<Map<string, KnownFeature>> {
  const { rows } = await sql<{ code: string; kind: FeatureKind; isArchived: boolean }>`
    select code, kind, archived_at is not null as "isArchived"
    from public.features
    where code = any (${codes})
    order by code
    ${lock ? sql`for share` : sql``}`.execute(db);
  return new Map(rows.map(({ code, ...feature }) => [code, feature]));
}

/** Plans that have the feature in their current version, drafts left out. */
export async function listPlansShowing(tx: Tx, code: string): Promise<{ id: string; version: number }[]> {
  const { rows } = await sql<{ id: string; version: number }>`
    select plan.id, plan.current_version as version
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
    join public.plan_features as has on has.plan_version_id = version.id
    where has.feature_code = ${code} and plan.status <> 'draft'
    order by plan.id`.execute(tx);
  return rows;
}

function jsonOrNull(value: object | null | undefined): string | null {
  return value ? JSON.stringify(value) : null;
}
