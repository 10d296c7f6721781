import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { PlanCode, type PlanStatus } from '../contract.ts';
import type { PlanFeatureContent } from './content.ts';

/** A plan at the version that newcomers get. */
export interface PlanReference {
  id: string;
  code: string;
  status: PlanStatus;
  isDefault: boolean;
  version: number;
  currentVersionId: string;
}

/**
 * The plan with this code, whatever its status; only active ones may be given to accounts. In a transaction the
 * plan stays as it is until the end: it waits for a publication under way, and the next one waits for it.
 */
export async function findPlanByCode(db: Database | Tx, code: string): Promise<PlanReference | undefined> {
  if (!PlanCode.safeParse(code).success) return undefined;
  return findPlanReference(db, sql`plan.code = ${code}`);
}

/** The active plan that new accounts start on, if there is one; locks it as `findPlanByCode` does. */
export async function defaultPlan(db: Database | Tx): Promise<PlanReference | undefined> {
  return findPlanReference(db, sql`plan.is_default`);
}

/**
 * Keeps the catalog as it is until the transaction ends: waits for a change under way, and the next one waits for it.
 * What comes after it is read in further statements.
 */
export async function holdCatalog(db: Database | Tx): Promise<void> {
  await sql`select 1 from public.catalog_revision for share`.execute(db);
}

/**
 * Locks first and reads in a second statement: a single one that waited for a publication would join the plan's new
 * version number with the versions of its own, older snapshot, and find nothing. The lock is the one row that each
 * change of the catalog takes first, rather than the plan's own: catalogs may be copied to many servers, which all
 * would have to lock their copy.
 */
async function findPlanReference(
  db: Database | Tx,
  condition: RawBuilder<unknown>,
): Promise<PlanReference | undefined> {
  await holdCatalog(db);
  const { rows } = await sql<PlanReference>`
    select plan.id, plan.code, plan.status, plan.is_default as "isDefault", version.version,
      version.id as "currentVersionId"
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
    where ${condition}`.execute(db);
  return rows[0];
}

/** What a published version holds, in the plan's order, every default filled in. */
export async function listPlanFeatures(
  db: Database | Tx,
  planVersionId: string,
): Promise<PlanFeatureContent[]> {
  const { rows } = await sql<{ features: PlanFeatureContent[] }>`
    select features from public.v_plan_contents where plan_version_id = ${planVersionId}`.execute(db);
  return (rows[0]?.features ?? []).map(
    ({ code, kind, quota, resetPeriod, thresholds, overage, overageRate, enabled }) => ({
      code,
      kind,
      quota,
      resetPeriod,
      thresholds,
      overage,
      overageRate,
      enabled,
    }),
  );
}
