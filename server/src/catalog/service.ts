import type { Context } from '../base-context.ts';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import type { FeatureKind, Plan, PlanStatus } from './contract.ts';
import type { CatalogHooks } from './hooks.ts';
import type { PlanFeatureContent } from './plans/content.ts';
import { findDefaultPlan, findPlanReferenceByCode, selectPlanFeatures } from './plans/reference-queries.ts';
import type { Catalog } from './snapshot/snapshot.ts';

export type { CatalogHooks } from './hooks.ts';

export interface CatalogContext extends Context {
  catalog: Catalog;
  catalogHooks: CatalogHooks;
}

/** A feature as every part of the server needs it at hand. */
export interface FeatureSummary {
  code: string;
  name: Plan['name'];
  unit: string;
  kind: FeatureKind;
}

/** A plan at the version that newcomers get. */
export interface PlanReference {
  id: string;
  code: string;
  status: PlanStatus;
  isDefault: boolean;
  version: number;
  currentVersionId: string;
}

/** Every feature by its code, from memory; a change on another node shows within milliseconds, at worst seconds. */
export function featureByCode(ctx: Pick<CatalogContext, 'catalog'>): ReadonlyMap<string, FeatureSummary> {
  return ctx.catalog.snapshot.features;
}

/** One feature from memory, `undefined` where there is none; see `featureByCode`. */
export function getFeature(ctx: Pick<CatalogContext, 'catalog'>, code: string): FeatureSummary | undefined {
  return ctx.catalog.snapshot.features.get(code);
}

/**
 * The plan with this code, whatever its status; only active ones may be given to accounts. In a transaction the
 * plan stays as it is until the end: it waits for a publication under way, and the next one waits for it.
 */
export async function findPlanByCode(db: Database | Tx, code: string): Promise<PlanReference | undefined> {
  return findPlanReferenceByCode(db, code);
}

/** The active plan that new accounts start on, if there is one; locks it as `findPlanByCode` does. */
export async function defaultPlan(db: Database | Tx): Promise<PlanReference | undefined> {
  return findDefaultPlan(db);
}

/** What a published version holds, in the plan's order, every default filled in. */
export async function listPlanFeatures(
  db: Database | Tx,
  planVersionId: string,
): Promise<PlanFeatureContent[]> {
  return selectPlanFeatures(db, planVersionId);
}
