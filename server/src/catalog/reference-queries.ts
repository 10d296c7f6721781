import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import { PlanCode } from './contract.ts';
import type { PlanFeatureContent } from './plan-content.ts';
import type { PlanReference } from './service.ts';

export async function findPlanReferenceByCode(
  db: Database | Tx,
  code: string,
): Promise<PlanReference | undefined> {
  if (!PlanCode.safeParse(code).success) return undefined;
  return findPlanReference(db, sql`p.code = ${code}`);
}

export async function findDefaultPlan(db: Database | Tx): Promise<PlanReference | undefined> {
  return findPlanReference(db, sql`p.is_default`);
}

/**
 * Locks first and reads in a second statement: a single one that waited for a publication would join the plan's new
 * version number with the versions of its own, older snapshot, and find nothing. Where the wait changed which plan
 * is meant (another default), begins again with that one.
 */
async function findPlanReference(
  db: Database | Tx,
  condition: RawBuilder<unknown>,
): Promise<PlanReference | undefined> {
  const locked = await sql<{ id: string }>`
    select p.id from public.plans p where ${condition} for share`.execute(db);
  const { rows } = await sql<PlanReference>`
    select p.id, p.code, p.status, p.is_default as "isDefault", v.version, v.id as "currentVersionId"
    from public.plans p
    join public.plan_versions v on v.plan_id = p.id and v.version = p.current_version
    where ${condition}`.execute(db);
  if (rows[0] && rows[0].id !== locked.rows[0]?.id) return findPlanReference(db, condition);
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
