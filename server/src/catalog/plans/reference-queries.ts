import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { PlanCode } from '../contract.ts';
import type { PlanReference } from '../service.ts';
import type { PlanFeatureContent } from './content.ts';

export async function findPlanReferenceByCode(
  db: Database | Tx,
  code: string,
): Promise<PlanReference | undefined> {
  if (!PlanCode.safeParse(code).success) return undefined;
  return findPlanReference(db, sql`plan.code = ${code}`);
}

export async function findDefaultPlan(db: Database | Tx): Promise<PlanReference | undefined> {
  return findPlanReference(db, sql`plan.is_default`);
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
  await sql`select 1 from public.catalog_revision for share`.execute(db);
  const { rows } = await sql<PlanReference>`
    select plan.id, plan.code, plan.status, plan.is_default as "isDefault", version.version,
      version.id as "currentVersionId"
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
    where ${condition}`.execute(db);
  return rows[0];
}

export async function selectPlanFeatures(
  db: Database | Tx,
  planVersionId: string,
): Promise<PlanFeatureContent[]> {
  const { rows } = await sql<{ features: PlanFeatureContent[] }>`
    select features from public.v_plan_contents where plan_version_id = ${planVersionId}`.execute(db);
  return (rows[0]?.features ?? []).map(
    ({ code, kind, quota, resetPeriod, thresholds, overage, enabled }) => ({
      code,
      kind,
      quota,
      resetPeriod,
      thresholds,
      overage,
      enabled,
    }),
  );
}
